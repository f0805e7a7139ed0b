/*
 * registry.c - the table of readers and the one who chooses among them.  A new
 * file format is one row here.  The layouts have their own table in layouts.c.
 */
#include "importers/readers.h"

const struct xj_reader *const xj_readers[] = {
	&xj_reader_zip,
	&xj_reader_xlsx,
	&xj_reader_ods,
	&xj_reader_xls,
	&xj_reader_html,
	&xj_reader_json,
	&xj_reader_xml,
	&xj_reader_pdf,
	&xj_reader_csv,
	NULL
};

bool xj_reader_is_contained(const struct xj_reader *reader)
{
	return reader != &xj_reader_csv; /* our own simple parser */
}

/* What is not read where a container lies: containers, and what must be prepared
 * outside of it. */
static bool is_outermost(const struct xj_reader *reader)
{
	return reader == &xj_reader_zip || reader->prepare;
}

const struct xj_reader *xj_reader_for(struct xj_str head, const char *name,
                                      const char *encoding, bool leaf)
{
	const struct xj_reader *best = NULL;
	int most = 0;

	for (size_t i = 0; xj_readers[i]; i++) {
		int bid;

		if (leaf && is_outermost(xj_readers[i]))
			continue;
		bid = xj_readers[i]->bid(head, name);
		if (bid > most) {
			most = bid;
			best = xj_readers[i];
		}
	}
	return best || !encoding ? best : &xj_reader_csv;
}
