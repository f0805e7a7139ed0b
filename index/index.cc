/*
 * index.cc - the only C++ of the project: Xapian behind the C face of shim.h.
 * Knows databases, postings and values; nothing of donations, columns or
 * questions.  Every entry point is noexcept and ends in the one catch ladder.
 */
#include "index/shim.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <unistd.h>

#include <xapian.h>

#include "src/core/i18n.h"

enum { SLOT_AMOUNT = 0, SLOT_DAY = 1 };

/* Days from 1900-01-01 to 1970-01-01, so that older days stay positive. */
static const int32_t day_shift = 25567;

struct xj_xwriter {
	Xapian::WritableDatabase base;
	std::string work;
};

/* How often a term stands here is asked when a plan is made, when its list is opened, and
 * again by the next question with the same two characters: Xapian reads for each. */
enum { KEPT_FREQS = 4096 };

struct xj_xbase {
	Xapian::Database base;
	std::unordered_map<std::string, uint32_t> freqs;

	uint32_t freq(const std::string &term)
	{
		auto known = freqs.find(term);

		if (known != freqs.end())
			return known->second;
		if (freqs.size() >= KEPT_FREQS)
			freqs.clear();
		return freqs[term] = base.get_termfreq(term);
	}
};

struct xj_xwalk {
	struct list {
		Xapian::PostingIterator at, end;
		uint32_t freq;
	};
	std::vector<list> lists; /* rarest first */
};

/* The one catch ladder.  WHAT names the file. */
static enum xj_status caught(struct xj_error *err, const char *what) noexcept
{
	try {
		throw;
	} catch (const Xapian::DatabaseModifiedError &e) {
		return xj_fail(err, XJ_STALE, _("%s: the index moved: %s"), what,
		               e.get_msg().c_str());
	} catch (const Xapian::DatabaseLockError &e) {
		return xj_fail(err, XJ_BUSY, _("%s: the index is locked: %s"), what,
		               e.get_msg().c_str());
	} catch (const Xapian::DatabaseNotFoundError &e) {
		return xj_fail(err, XJ_NOT_FOUND, _("%s: no index there: %s"), what,
		               e.get_msg().c_str());
	} catch (const Xapian::DatabaseCorruptError &e) {
		return xj_fail(err, XJ_CORRUPT, _("%s: the index is damaged: %s"),
		               what, e.get_msg().c_str());
	} catch (const Xapian::NetworkError &e) {
		return xj_fail(err, XJ_IO, _("%s: a remote index does not answer: %s"),
		               what, e.get_msg().c_str());
	} catch (const Xapian::DatabaseError &e) {
		const char *why = e.get_error_string();

		return xj_fail(err, XJ_IO, "%s: %s%s%s", what, e.get_msg().c_str(),
		               why ? ": " : "", why ? why : "");
	} catch (const Xapian::Error &e) {
		return xj_fail(err, XJ_INTERNAL, "%s: %s: %s", what, e.get_type(),
		               e.get_msg().c_str());
	} catch (const std::bad_alloc &) {
		return xj_fail(err, XJ_NOMEM, _("%s: out of memory"), what);
	} catch (const std::exception &e) {
		return xj_fail(err, XJ_INTERNAL, "%s: %s", what, e.what());
	} catch (...) {
		return xj_fail(err, XJ_INTERNAL, "%s", what);
	}
}

static std::string string_of(struct xj_str s)
{
	return std::string(s.p, s.n);
}

void xj_xend_quietly(void) noexcept
{
	std::set_terminate([] {
		_exit(errno == ENOSPC || errno == EDQUOT || errno == EFBIG
			? XJ_EXIT_FULL : XJ_EXIT_THROWN);
	});
}

/* ---- writing --------------------------------------------------------- */

enum xj_status xj_xwriter_open(const char *work, struct xj_xwriter **out,
                               struct xj_error *err) noexcept
{
	*out = nullptr;
	try {
		std::unique_ptr<xj_xwriter> w(new xj_xwriter);

		w->work = work;
		/* A database that is compacted into another file and thrown
		 * away: nothing of it need survive a crash. */
		w->base = Xapian::WritableDatabase(
			work, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS
				| Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC
				| Xapian::DB_DANGEROUS);
		*out = w.release();
		return XJ_OK;
	} catch (...) {
		return caught(err, work);
	}
}

enum xj_status xj_xwriter_add(struct xj_xwriter *w, uint32_t id,
                              const struct xj_str *term, size_t terms,
                              int64_t amount, int32_t day,
                              struct xj_error *err) noexcept
{
	try {
		Xapian::Document doc;

		for (size_t i = 0; i < terms; i++)
			doc.add_boolean_term(string_of(term[i]));
		doc.add_value(SLOT_AMOUNT,
		              Xapian::sortable_serialise((double)amount));
		if (day != INT32_MIN) {
			uint32_t d = (uint32_t)(day + day_shift);
			char bytes[3] = { (char)(d >> 16), (char)(d >> 8), (char)d };

			doc.add_value(SLOT_DAY, std::string(bytes, 3));
		}
		w->base.replace_document(id, doc);
		return XJ_OK;
	} catch (...) {
		return caught(err, w->work.c_str());
	}
}

enum xj_status xj_xwriter_mark(struct xj_xwriter *w, uint32_t id,
                               const struct xj_str *term, size_t terms,
                               struct xj_error *err) noexcept
{
	try {
		Xapian::Document doc;

		for (size_t i = 0; i < terms; i++)
			doc.add_boolean_term(string_of(term[i]));
		w->base.replace_document(id, doc);
		return XJ_OK;
	} catch (...) {
		return caught(err, w->work.c_str());
	}
}

static const unsigned compact_flags =
	Xapian::DBCOMPACT_SINGLE_FILE | Xapian::DBCOMPACT_NO_RENUMBER;

enum xj_status xj_xwriter_finish(struct xj_xwriter *w, const char *target,
                                 struct xj_error *err) noexcept
{
	try {
		std::error_code ignored;

		w->base.commit();
		w->base.compact(target, compact_flags);
		w->base.close();
		std::filesystem::remove_all(w->work, ignored);
		return XJ_OK;
	} catch (...) {
		return caught(err, target);
	}
}

void xj_xwriter_free(struct xj_xwriter *w) noexcept
{
	try {
		delete w;
	} catch (...) {
		(void)caught(nullptr, "");
	}
}

enum xj_status xj_xmerge(const char *const *path, size_t n, const char *target,
                         struct xj_error *err) noexcept
{
	try {
		Xapian::Database all;

		for (size_t i = 0; i < n; i++)
			all.add_database(Xapian::Database(path[i]));
		all.compact(target, compact_flags);
		return XJ_OK;
	} catch (...) {
		return caught(err, target);
	}
}

/* ---- reading --------------------------------------------------------- */

enum xj_status xj_xbase_open(const char *path, struct xj_xbase **out,
                             struct xj_error *err) noexcept
{
	*out = nullptr;
	try {
		std::unique_ptr<xj_xbase> x(new xj_xbase);

		x->base = Xapian::Database(path);
		*out = x.release();
		return XJ_OK;
	} catch (...) {
		return caught(err, path);
	}
}

void xj_xbase_close(struct xj_xbase *x) noexcept
{
	try {
		delete x;
	} catch (...) {
		(void)caught(nullptr, "");
	}
}

enum xj_status xj_xbase_size(struct xj_xbase *x, uint32_t *docs, uint32_t *last,
                             struct xj_error *err) noexcept
{
	*docs = *last = 0;
	try {
		*docs = x->base.get_doccount();
		*last = x->base.get_lastdocid();
		return XJ_OK;
	} catch (...) {
		return caught(err, "xapian");
	}
}

enum xj_status xj_xbase_freq(struct xj_xbase *x, struct xj_str term,
                             uint32_t *freq, struct xj_error *err) noexcept
{
	*freq = 0;
	try {
		*freq = x->freq(string_of(term));
		return XJ_OK;
	} catch (...) {
		return caught(err, "xapian");
	}
}

enum xj_status xj_xbase_check(const char *path, struct xj_error *err) noexcept
{
	try {
		size_t errors = Xapian::Database::check(path, 0, nullptr);

		if (errors)
			return xj_fail(err, XJ_CORRUPT,
			               _("%s: Xapian finds %zu errors; delete the "
			                 "index folder and it is made again"),
			               path, errors);
		return XJ_OK;
	} catch (...) {
		return caught(err, path);
	}
}

enum xj_status xj_xbase_dump(struct xj_xbase *x,
                             void (*each)(void *ctx, struct xj_str term,
                                          uint32_t freq, uint64_t sum),
                             void *ctx, struct xj_error *err) noexcept
{
	try {
		auto end = x->base.allterms_end();

		for (auto t = x->base.allterms_begin(); t != end; ++t) {
			std::string term = *t;
			auto last = x->base.postlist_end(term);
			uint64_t sum = 0;

			for (auto p = x->base.postlist_begin(term); p != last; ++p)
				sum = sum * 0x100000001b3u + *p;
			each(ctx, { term.data(), term.size() }, t.get_termfreq(),
			     sum);
		}
		return XJ_OK;
	} catch (...) {
		return caught(err, "xapian");
	}
}

enum xj_status xj_xwalk_open(struct xj_xbase *base, const struct xj_str *term,
                             size_t terms, struct xj_xwalk **out,
                             struct xj_error *err) noexcept
{
	*out = nullptr;
	try {
		std::unique_ptr<xj_xwalk> w(new xj_xwalk);

		w->lists.resize(terms);
		for (size_t i = 0; i < terms; i++) {
			std::string name = string_of(term[i]);

			w->lists[i].at = base->base.postlist_begin(name);
			w->lists[i].end = base->base.postlist_end(name);
			w->lists[i].freq = base->freq(name);
		}
		std::stable_sort(w->lists.begin(), w->lists.end(),
		                 [](const auto &a, const auto &b) {
			                 return a.freq < b.freq;
		                 });
		*out = w.release();
		return XJ_OK;
	} catch (...) {
		return caught(err, "xapian");
	}
}

/* Moves the other lists to D; D itself if all hold it, else the first docid
 * that is still possible, 0 at the end of one. */
static uint32_t agree(std::vector<xj_xwalk::list> &lists, uint32_t d)
{
	for (size_t i = 1; i < lists.size(); i++) {
		xj_xwalk::list &l = lists[i];

		if (l.at == l.end)
			return 0;
		if (*l.at < d)
			l.at.skip_to(d);
		if (l.at == l.end)
			return 0;
		if (*l.at != d)
			return *l.at;
	}
	return d;
}

static size_t walk(std::vector<xj_xwalk::list> &lists, uint32_t from,
                   uint32_t below, uint32_t *out, size_t cap)
{
	xj_xwalk::list &lead = lists[0];
	size_t n = 0;

	if (lead.at != lead.end && *lead.at < from)
		lead.at.skip_to(from);
	while (n < cap && lead.at != lead.end) {
		uint32_t d = *lead.at, next;

		if (d >= below)
			break;
		next = agree(lists, d);
		if (next == d) {
			out[n++] = d;
			++lead.at;
		} else if (next == 0) {
			lead.at = lead.end;
		} else {
			lead.at.skip_to(next);
		}
	}
	return n;
}

enum xj_status xj_xwalk_next(struct xj_xwalk *w, uint32_t from, uint32_t below,
                             uint32_t *out, size_t cap, size_t *got,
                             struct xj_error *err) noexcept
{
	*got = 0;
	try {
		if (!w->lists.empty())
			*got = walk(w->lists, from, below, out, cap);
		return XJ_OK;
	} catch (...) {
		return caught(err, "xapian");
	}
}

void xj_xwalk_close(struct xj_xwalk *w) noexcept
{
	try {
		delete w;
	} catch (...) {
		(void)caught(nullptr, "");
	}
}
