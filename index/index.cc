/*
 * index.cc - the only C++ of the project: Xapian behind the C face of shim.h.
 * Knows databases, terms and values; nothing of donations, columns or
 * questions.  Every entry point is noexcept and ends in the one catch ladder.
 */
#include "index/shim.h"

#include <cerrno>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <system_error>

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

/* ---- checking -------------------------------------------------------- */

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

enum xj_status xj_xbase_size(const char *path, uint32_t *docs, uint32_t *first,
                             uint32_t *last, struct xj_error *err) noexcept
{
	*docs = *first = *last = 0;
	try {
		Xapian::Database base(path);
		auto all = base.postlist_begin("");

		*docs = base.get_doccount();
		*last = base.get_lastdocid();
		if (all != base.postlist_end(""))
			*first = *all;
		return XJ_OK;
	} catch (...) {
		return caught(err, path);
	}
}

enum xj_status xj_xbase_dump(const char *path,
                             bool (*each)(void *ctx, const struct xj_xterm *term),
                             void *ctx, struct xj_error *err) noexcept
{
	try {
		Xapian::Database base(path);
		auto end = base.allterms_end();

		for (auto t = base.allterms_begin(); t != end; ++t) {
			std::string name = *t;
			auto last = base.postlist_end(name);
			struct xj_xterm term = { { name.data(), name.size() },
			                         t.get_termfreq(), 0 };

			for (auto p = base.postlist_begin(name); p != last; ++p)
				term.sum = xj_xsum(term.sum, *p);
			if (!each(ctx, &term))
				break;
		}
		return XJ_OK;
	} catch (...) {
		return caught(err, path);
	}
}
