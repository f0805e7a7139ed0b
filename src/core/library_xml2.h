/*
 * library_xml2.h - what we use of libxml2: its push parsers of XML and HTML.
 */
#ifndef XIANJIN_LIBRARY_XML2_H
#define XIANJIN_LIBRARY_XML2_H

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>

#include "src/core/library.h"

#define XJ_XML2(F) \
	F(htmlCreatePushParserCtxt) F(htmlCtxtUseOptions) F(htmlFreeParserCtxt) \
	F(htmlParseChunk) F(xmlCreatePushParserCtxt) F(xmlCtxtUseOptions) \
	F(xmlFreeDoc) F(xmlFreeParserCtxt) F(xmlInitParser) F(xmlParseChunk) \
	F(xmlSAX2GetLineNumber) F(xmlSetExternalEntityLoader) F(xmlStopParser)

XJ_LIBRARY(xj_xml2, XJ_XML2);

#define htmlCreatePushParserCtxt xj_xml2.htmlCreatePushParserCtxt
#define htmlCtxtUseOptions xj_xml2.htmlCtxtUseOptions
#define htmlFreeParserCtxt xj_xml2.htmlFreeParserCtxt
#define htmlParseChunk xj_xml2.htmlParseChunk
#define xmlCreatePushParserCtxt xj_xml2.xmlCreatePushParserCtxt
#define xmlCtxtUseOptions xj_xml2.xmlCtxtUseOptions
#define xmlFreeDoc xj_xml2.xmlFreeDoc
#define xmlFreeParserCtxt xj_xml2.xmlFreeParserCtxt
#define xmlInitParser xj_xml2.xmlInitParser
#define xmlParseChunk xj_xml2.xmlParseChunk
#define xmlSAX2GetLineNumber xj_xml2.xmlSAX2GetLineNumber
#define xmlSetExternalEntityLoader xj_xml2.xmlSetExternalEntityLoader
#define xmlStopParser xj_xml2.xmlStopParser

#endif
