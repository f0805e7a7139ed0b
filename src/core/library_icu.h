/*
 * library_icu.h - what we use of ICU: what characters are, normalising, code pages.
 *
 * ICU's names are macros that add its version: u_charType is u_charType_72.  The
 * members of the table have that name, too.
 */
#ifndef XIANJIN_LIBRARY_ICU_H
#define XIANJIN_LIBRARY_ICU_H

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

#include "src/core/library.h"

#define XJ_ICU(F) \
	F(UCNV_TO_U_CALLBACK_STOP) F(u_charType) F(u_getIntPropertyValue) \
	F(u_getVersion) F(u_strFromUTF8) F(u_versionToString) F(ucnv_close) \
	F(ucnv_getInvalidChars) F(ucnv_open) F(ucnv_resetToUnicode) \
	F(ucnv_setToUCallBack) F(ucnv_toUChars) F(ucnv_toUnicode) \
	F(unorm2_getDecomposition) F(unorm2_getNFKCCasefoldInstance) \
	F(unorm2_getNFKCInstance) F(unorm2_normalize)

XJ_LIBRARY(xj_icu, XJ_ICU);

#define XJ_ICU_MEMBER(function) xj_icu.U_ICU_ENTRY_POINT_RENAME(function)

#undef UCNV_TO_U_CALLBACK_STOP
#define UCNV_TO_U_CALLBACK_STOP XJ_ICU_MEMBER(UCNV_TO_U_CALLBACK_STOP)
#undef u_charType
#define u_charType XJ_ICU_MEMBER(u_charType)
#undef u_getIntPropertyValue
#define u_getIntPropertyValue XJ_ICU_MEMBER(u_getIntPropertyValue)
#undef u_getVersion
#define u_getVersion XJ_ICU_MEMBER(u_getVersion)
#undef u_strFromUTF8
#define u_strFromUTF8 XJ_ICU_MEMBER(u_strFromUTF8)
#undef u_versionToString
#define u_versionToString XJ_ICU_MEMBER(u_versionToString)
#undef ucnv_close
#define ucnv_close XJ_ICU_MEMBER(ucnv_close)
#undef ucnv_getInvalidChars
#define ucnv_getInvalidChars XJ_ICU_MEMBER(ucnv_getInvalidChars)
#undef ucnv_open
#define ucnv_open XJ_ICU_MEMBER(ucnv_open)
#undef ucnv_resetToUnicode
#define ucnv_resetToUnicode XJ_ICU_MEMBER(ucnv_resetToUnicode)
#undef ucnv_setToUCallBack
#define ucnv_setToUCallBack XJ_ICU_MEMBER(ucnv_setToUCallBack)
#undef ucnv_toUChars
#define ucnv_toUChars XJ_ICU_MEMBER(ucnv_toUChars)
#undef ucnv_toUnicode
#define ucnv_toUnicode XJ_ICU_MEMBER(ucnv_toUnicode)
#undef unorm2_getDecomposition
#define unorm2_getDecomposition XJ_ICU_MEMBER(unorm2_getDecomposition)
#undef unorm2_getNFKCCasefoldInstance
#define unorm2_getNFKCCasefoldInstance XJ_ICU_MEMBER(unorm2_getNFKCCasefoldInstance)
#undef unorm2_getNFKCInstance
#define unorm2_getNFKCInstance XJ_ICU_MEMBER(unorm2_getNFKCInstance)
#undef unorm2_normalize
#define unorm2_normalize XJ_ICU_MEMBER(unorm2_normalize)

#endif
