/*
 * csv_scan.c - finds the end and the cells of one record (RFC 4180, with the
 * rules for damaged quotes).  Owns the two scanners; reads no file, decodes
 * nothing, reports nothing.
 *
 * A quote opens a quoted cell only as the first byte of a cell.  It is stray,
 * and taken as it stands, when the cell so opened
 *   - is longer than XJ_MAX_CELL_BYTES or XJ_MAX_QUOTED_LINES line ends,
 *   - is still open at the end of the file, or
 *   - has line ends in it and text right after its closing quote: then that
 *     quote is the opening one of a later cell.
 * The record then ends at the next line end, whatever quotes follow.
 */
#include "importers/csv_scan.h"

#include "src/core/i18n.h"

#if defined(__SSE2__) && !defined(XJ_PORTABLE)
#include <emmintrin.h>
#define HAVE_SSE2 1
#else
#define HAVE_SSE2 0
#endif

/* The record rule is also a rule about memory: what is longer is not kept. */
static const char too_long[] = N_("the row is longer than 1 MiB");
static const char cell_too_long[] = N_("a cell is longer than 64 KiB");
static const char too_many[] = N_("the row has more than 1,024 cells");
static const char has_nul[] = N_("the row contains NUL bytes");

_Static_assert(XJ_MAX_RECORD_BYTES == 1u << 20, "say so in too_long");
_Static_assert(XJ_MAX_CELL_BYTES == 64u << 10, "say so in cell_too_long");
_Static_assert(XJ_MAX_COLUMNS == 1024, "say so in too_many");

/* ---- 64 bytes at a time ------------------------------------------------ */

/* One bit for each of 64 bytes that is a quote, the delimiter, or a control
 * character up to CR: the last are looked at one by one. */
#if HAVE_SSE2

static uint64_t special_mask(struct xj_csv_scan *s, const char *p)
{
	const __m128i delimiter = _mm_set1_epi8(s->delimiter);
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i cr = _mm_set1_epi8('\r');
	const __m128i below = _mm_set1_epi8((char)(s->look_from - 1));
	__m128i over = _mm_setzero_si128();
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + 16 * i));
		__m128i hit = _mm_or_si128(
			_mm_or_si128(_mm_cmpeq_epi8(v, delimiter),
			             _mm_cmpeq_epi8(v, quote)),
			_mm_cmpeq_epi8(_mm_min_epu8(v, cr), v));

		over = _mm_or_si128(over, _mm_subs_epu8(v, below));
		mask |= (uint64_t)(unsigned)_mm_movemask_epi8(hit) << (16 * i);
	}
	s->block_look =
		_mm_movemask_epi8(_mm_cmpeq_epi8(over, _mm_setzero_si128())) != 0xffff;
	return mask;
}

bool xj_csv_has_from(const char *p, size_t n, unsigned char from)
{
	const __m128i below = _mm_set1_epi8((char)(from - 1));
	size_t i = 0;

	for (; i + 16 <= n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i over = _mm_subs_epu8(v, below);

		if (_mm_movemask_epi8(_mm_cmpeq_epi8(over, _mm_setzero_si128())) !=
		    0xffff)
			return true;
	}
	for (; i < n; i++) {
		if ((unsigned char)p[i] >= from)
			return true;
	}
	return false;
}

#else

static uint64_t special_mask(struct xj_csv_scan *s, const char *p)
{
	uint64_t mask = 0;
	unsigned over = 0;

	for (unsigned i = 0; i < 64; i++) {
		unsigned char c = (unsigned char)p[i];
		bool hit = c <= '\r' || c == '"' || p[i] == s->delimiter;

		mask |= (uint64_t)hit << i;
		over |= c >= s->look_from;
	}
	s->block_look = over != 0;
	return mask;
}

bool xj_csv_has_from(const char *p, size_t n, unsigned char from)
{
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)p[i] >= from)
			return true;
	}
	return false;
}

#endif

/* Loads the mask of the block at S->block, without the bytes from END on. */
static void load_block(struct xj_csv_scan *s, const char *buf, size_t end)
{
	s->mask = special_mask(s, buf + s->block);
	if (end - s->block < 64)
		s->mask &= ((uint64_t)1 << (end - s->block)) - 1;
}

static enum xj_csv_found give_up(struct xj_csv_scan *s, enum xj_csv_found why)
{
	s->primed = false;
	return why;
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/* The line end at I: LF, CR or CRLF.  END > I. */
static size_t after_line_end(const char *buf, size_t i, size_t end)
{
	return i + (buf[i] == '\r' && i + 1 < end && buf[i + 1] == '\n' ? 2 : 1);
}

/* Takes the LF of a CRLF, the byte before END, out of the mask. */
static void skip_lf(struct xj_csv_scan *s, size_t end)
{
	s->mask &= s->mask - 1;
	if (end > s->block + 64)
		s->primed = false; /* it is in the next block */
}

/* Whether the quote at I closes its cell and nothing but the cell ends there. */
static bool plainly_closes(const struct xj_csv_scan *s, const char *buf, size_t i,
                           size_t end)
{
	return i + 1 < end && (buf[i + 1] == s->delimiter || ends_line(buf[i + 1]));
}

static void record_ends(struct xj_csv_scan *s, const char *buf, size_t i,
                        size_t end, size_t n, struct xj_csv_record *r)
{
	r->end = after_line_end(buf, i, end);
	if (r->end == i + 2)
		skip_lf(s, r->end);
	r->n = n;
	r->lines = 1;
	r->spoiled = NULL;
	r->cut = false;
	r->stray_column = 0;
}

enum xj_csv_found xj_csv_fast(struct xj_csv_scan *s, const char *buf, size_t pos,
                              size_t end, struct xj_csv_record *r)
{
	size_t cell = pos, n = 0;
	size_t quotes = 0; /* 1: inside them; 2: they were around the cell */

	if (pos >= end)
		return give_up(s, XJ_CSV_MORE);
	if (!s->primed) {
		s->block = pos;
		load_block(s, buf, end);
		s->primed = true;
	}
	/* the suspect byte of a block shared with the record before may be
	 * ours: looking in vain does no harm */
	r->look = s->block_look;
	for (;;) {
		while (s->mask) {
			size_t i = s->block + (size_t)__builtin_ctzll(s->mask);
			char c = buf[i];
			bool ends = c == '\n' || c == '\r';

			s->mask &= s->mask - 1;
			if (quotes == 1) {
				if (ends || c == '\0' ||
				    (c == '"' && !plainly_closes(s, buf, i, end)))
					return give_up(s, XJ_CSV_EXACT);
				if (c == '"')
					quotes = 2;
			} else if (c == s->delimiter || ends) {
				if (c == '\r' && i + 1 == end)
					return give_up(s, XJ_CSV_MORE);
				s->cell[n].p = buf + cell + quotes / 2;
				s->cell[n++].n = i - cell - quotes;
				quotes = 0;
				cell = i + 1;
				if (ends) {
					record_ends(s, buf, i, end, n, r);
					return XJ_CSV_RECORD;
				}
				if (n == XJ_MAX_COLUMNS)
					return give_up(s, XJ_CSV_EXACT);
			} else if (c == '"' && i == cell) {
				quotes = 1;
			} else if (c == '\0') {
				return give_up(s, XJ_CSV_EXACT);
			}
		}
		s->block += 64;
		if (s->block >= end)
			return give_up(s, XJ_CSV_MORE);
		if (s->block + 64 - pos > XJ_MAX_CELL_BYTES)
			return give_up(s, XJ_CSV_EXACT); /* limits to watch */
		load_block(s, buf, end);
		r->look |= s->block_look;
	}
}

/* ---- the exact way ----------------------------------------------------- */

enum step {
	DONE,  /* at the delimiter, the line end or the end of the file */
	SHORT, /* the data end first */
	STRAY  /* no quoted cell begins here */
};

/* The state of one record. */
struct exact {
	struct xj_csv_scan *s;
	struct xj_csv_record *r;
	const char *p;
	size_t n;
	bool eof;         /* nothing comes after N */
	size_t at;        /* where we are */
	size_t scratch;   /* bytes of s->scratch used */
	bool one_line;    /* after a stray quote: no line end in a cell */
	struct xj_str got;
};

static void spoil(struct xj_csv_record *r, const char *why)
{
	if (!r->spoiled)
		r->spoiled = why;
}

/* The first byte from I on, below END, that is A, B or a line end. */
static size_t find_any(const char *p, size_t i, size_t end, char a, char b)
{
	while (i < end && p[i] != a && p[i] != b && !ends_line(p[i]))
		i++;
	return i;
}

struct quoted {
	size_t close;     /* the closing quote */
	uint64_t lines;
	bool doubled;
};

/* Text right behind a quote that closes several lines of text. */
static bool reopens(const struct exact *x, size_t close)
{
	char c;

	if (close + 1 >= x->n)
		return false; /* end of file */
	c = x->p[close + 1];
	return c != x->s->delimiter && c != ' ' && !ends_line(c);
}

/* Looks for the quote that closes the one at x->at. */
static enum step find_close(const struct exact *x, struct quoted *q)
{
	const uint64_t max_lines = x->one_line ? 0 : XJ_MAX_QUOTED_LINES;
	const size_t last = x->at + 1 + XJ_MAX_CELL_BYTES;
	const size_t end = x->n < last + 1 ? x->n : last + 1;
	size_t i = x->at + 1;

	*q = (struct quoted){ 0 };
	for (;;) {
		i = find_any(x->p, i, end, '"', '"');
		if (i > last)
			return STRAY;
		if (i >= x->n)
			return x->eof ? STRAY : SHORT;
		if (i + 1 >= x->n && !x->eof && x->p[i] != '\n')
			return SHORT; /* a doubled quote, or CRLF? */
		if (x->p[i] != '"') {
			if (++q->lines > max_lines)
				return STRAY;
			i = after_line_end(x->p, i, x->n);
		} else if (i + 1 < x->n && x->p[i + 1] == '"') {
			q->doubled = true;
			i += 2;
		} else {
			q->close = i;
			return q->lines > 0 && reopens(x, i) ? STRAY : DONE;
		}
	}
}

static void keep(struct exact *x, const char *p, size_t n)
{
	memcpy(x->s->scratch + x->scratch, p, n);
	x->scratch += n;
}

/* Copies FROM..TO of the data with one quote for two. */
static void keep_undoubled(struct exact *x, size_t from, size_t to)
{
	while (from < to) {
		const char *quote = memchr(x->p + from, '"', to - from);
		size_t n;

		if (!quote) {
			keep(x, x->p + from, to - from);
			return;
		}
		n = (size_t)(quote - (x->p + from)) + 1;
		keep(x, x->p + from, n);
		from += n + 1; /* its twin */
	}
}

static enum step plain_cell(struct exact *x)
{
	size_t from = x->at;

	x->at = find_any(x->p, from, x->n, x->s->delimiter, '\n');
	x->got = xj_str_of(x->p + from, x->at - from);
	return x->at < x->n || x->eof ? DONE : SHORT;
}

static enum step quoted_cell(struct exact *x)
{
	struct quoted q;
	enum step step = find_close(x, &q);
	size_t from = x->at + 1, start = x->scratch;

	if (step != DONE)
		return step;
	x->at = q.close + 1;
	x->r->lines += q.lines;
	step = plain_cell(x); /* text behind the quote is kept as it is */
	if (!q.doubled && x->at == q.close + 1) {
		x->got = xj_str_of(x->p + from, q.close - from);
		return step;
	}
	keep_undoubled(x, from, q.close);
	keep(x, x->p + q.close + 1, x->at - (q.close + 1));
	x->got = xj_str_of(x->s->scratch + start, x->scratch - start);
	return step;
}

static enum step next_cell(struct exact *x)
{
	enum step step = STRAY;

	x->got = xj_str_of(x->p + x->at, 0);
	if (x->at < x->n && x->p[x->at] == '"') {
		step = quoted_cell(x);
		if (step == STRAY) {
			if (x->r->stray_column == 0) {
				x->r->stray_column = x->r->n + 1;
				x->r->stray_line = x->r->lines;
			}
			x->one_line = true;
		}
	}
	return step == STRAY ? plain_cell(x) : step;
}

static void add_cell(struct exact *x)
{
	if (x->got.n > XJ_MAX_CELL_BYTES) {
		spoil(x->r, cell_too_long);
		x->got.n = XJ_MAX_CELL_BYTES;
	}
	if (x->r->n < XJ_MAX_COLUMNS)
		x->s->cell[x->r->n++] = x->got;
	else
		spoil(x->r, too_many);
}

static enum xj_csv_found finish(struct exact *x, size_t text_end)
{
	if (memchr(x->p, '\0', text_end))
		spoil(x->r, has_nul);
	x->r->look = true;
	return XJ_CSV_RECORD;
}

/* The record passes its limit: what has been seen of it is kept, as a help to
 * whoever looks at it, and the rest is left to the caller to skip. */
static enum xj_csv_found cut(struct exact *x)
{
	size_t i = 0;

	add_cell(x);
	x->r->spoiled = too_long;
	x->r->cut = true;
	x->r->lines = 0;
	while (i < XJ_MAX_RECORD_BYTES) {
		if (ends_line(x->p[i])) {
			x->r->lines++;
			i = after_line_end(x->p, i, x->n);
		} else {
			i++;
		}
	}
	x->r->end = i;
	return finish(x, XJ_MAX_RECORD_BYTES);
}

enum xj_csv_found xj_csv_exact(struct xj_csv_scan *s, const char *p, size_t n,
                               bool eof, struct xj_csv_record *r)
{
	struct exact x = { .s = s, .r = r, .p = p, .n = n, .eof = eof };
	bool full = n >= XJ_CSV_ENOUGH;

	s->primed = false;
	*r = (struct xj_csv_record){ 0 };
	if (full) {
		x.n = XJ_CSV_ENOUGH;
		x.eof = false;
	}
	for (;; x.at++) {
		if (next_cell(&x) == SHORT)
			return full ? cut(&x) : XJ_CSV_MORE;
		if (x.at > XJ_MAX_RECORD_BYTES)
			return cut(&x);
		if (x.at >= x.n || p[x.at] != s->delimiter)
			break;
		add_cell(&x);
	}
	if (x.at < x.n && p[x.at] == '\r' && x.at + 1 == x.n && !x.eof)
		return XJ_CSV_MORE;
	add_cell(&x);
	r->lines++;
	r->end = x.at < x.n ? after_line_end(p, x.at, x.n) : x.at;
	return finish(&x, x.at);
}

/* ---- lines -------------------------------------------------------------- */

bool xj_csv_line_end(const char *p, size_t n, bool eof, size_t *past)
{
	const char *lf = memchr(p, '\n', n);
	const char *cr = memchr(p, '\r', lf ? (size_t)(lf - p) : n);
	const char *first = cr ? cr : lf;

	*past = first ? (size_t)(first - p) : n;
	if (!first || (cr && cr + 1 == p + n && !eof))
		return false; /* a CR at the end may be half of a CRLF */
	*past = after_line_end(p, *past, n);
	return true;
}

/* ---- the header line --------------------------------------------------- */

static const char delimiters[] = { ',', '\t', ';' };

static size_t which_delimiter(char c)
{
	size_t i = 0;

	while (i < sizeof(delimiters) && delimiters[i] != c)
		i++;
	return i;
}

/* Moves *I past the quoted cell there, or only past its quote when that is
 * never closed.  False: more bytes are needed to tell. */
static bool past_quoted(const char *p, size_t n, bool eof, size_t *i)
{
	for (size_t k = *i + 1; k < n; k++) {
		if (p[k] != '"')
			continue;
		if (k + 1 == n && !eof)
			return false;
		if (k + 1 == n || p[k + 1] != '"') {
			*i = k + 1;
			return true;
		}
		k++;
	}
	++*i;
	return eof;
}

/* Counts the delimiters in the line at P; *I ends behind it.  False: more bytes
 * are needed. */
static bool count_delimiters(const char *p, size_t n, bool eof, size_t *i,
                             size_t uses[sizeof(delimiters)])
{
	bool at_start = true;

	while (*i < n && ends_line(p[*i]))
		++*i;
	while (*i < n && !ends_line(p[*i])) {
		size_t k = which_delimiter(p[*i]);

		if (p[*i] == '"' && at_start) {
			if (!past_quoted(p, n, eof, i))
				return false;
			at_start = false;
			continue;
		}
		at_start = k < sizeof(delimiters);
		if (at_start)
			uses[k]++;
		++*i;
	}
	return *i < n || eof;
}

bool xj_csv_delimiter(const char *p, size_t n, bool eof, char *delimiter)
{
	size_t uses[sizeof(delimiters)] = { 0 };
	size_t i = 0, best = 0;

	if (n >= XJ_MAX_CELL_BYTES) {
		n = XJ_MAX_CELL_BYTES; /* a longer header has shown enough */
		eof = true;
	}
	/* a title above the header has none */
	for (size_t line = 0; line <= XJ_MAX_TITLE_ROWS && uses[best] == 0; line++) {
		if (!count_delimiters(p, n, eof, &i, uses))
			return false;
		for (size_t k = 1; k < sizeof(delimiters); k++) {
			if (uses[k] > uses[best])
				best = k;
		}
	}
	*delimiter = delimiters[best];
	return true;
}
