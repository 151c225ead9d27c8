#include <taskquad/journal.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <mutex>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "journal/database.hpp"
#include "journal/table.hpp"
#include "journal/whereabouts.hpp"
#include "journal/writer.hpp"
#include "problem/messages.hpp"

namespace taskquad {

journal_mismatch::~journal_mismatch() = default;

namespace {

/// An interval that a thread could not keep is none.
bool is_each_written_through(const journal_options& o) { return o.sync < std::chrono::milliseconds(1); }

/// Between two writes to the disk, and looks at what others have written; 0: each value is written at once, and nobody looks. A
/// clock has an end.
std::chrono::duration<double> interval(const journal_options& o) {
    constexpr std::chrono::duration<double> longest = std::chrono::hours(24 * 365), between_looks = std::chrono::milliseconds(10);
    if (is_each_written_through(o) && o.follow) return between_looks;
    return is_each_written_through(o) ? std::chrono::duration<double>(0) : std::min(o.sync, longest);
}

/// The modes of SQLite: a log beside the file, which is written at once and reaches the disk now and then; on a network, where no
/// memory can be shared, the file itself, which one process has to itself.
void set_up(journals::database& d, const journal_options& o) {
    if (o.on_network) d.run("PRAGMA locking_mode = EXCLUSIVE");
    (void)journals::is_empty(d);  // a database of somebody else's stays as it is
    d.run(o.on_network ? "PRAGMA journal_mode = TRUNCATE" : "PRAGMA journal_mode = WAL");
    d.run(is_each_written_through(o) || o.on_network ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

journals::database opened(const std::string& file, const journal_options& o) {
    if (o.verify < 0) throw std::invalid_argument("taskquad: journal: verify is " + std::to_string(o.verify) + ", must be >= 0");
    if (!(o.sync.count() >= 0)) throw std::invalid_argument("taskquad: journal: sync is negative or NaN, must be >= 0");
    journals::database d(file, journals::database::access::read_and_write, o.on_network);
    set_up(d, o);
    return d;
}

}  // namespace

class journal::file {
public:
    file(journal& j, const std::string& name, const journal_options& o)
        : journal_(j),
          database_(opened(name, o)),
          table_(database_, o.problem),
          follows_(o.follow),
          each_waits_(is_each_written_through(o)),
          verifies_(o.verify),
          problem_(o.problem),
          writer_({[this](std::vector<journals::line>& group) { write(group); }, [this] { now_and_then(); }, interval(o)}) {}

    /// A child of the process that has opened the file has neither the thread that writes, nor a database that it may use.
    [[nodiscard]] bool is_of_this_process() const noexcept { return getpid() == process_; }

    value_shape begin(const kind_of_f& f) {
        writer().try_again();
        writer_.flush();
        const std::lock_guard lock(mutex_);
        table_.agree(f);
        read();
        return table_.shape();
    }

    /// As many as are wanted, spread over all; the first time.
    std::vector<known_value> to_be_verified() {
        const std::lock_guard lock(mutex_);
        const std::int64_t n = std::min<std::int64_t>(std::exchange(verifies_, 0), last_);
        std::vector<known_value> list;
        for (std::int64_t i = 0; i < n; ++i) {
            const auto keep = [&](const journals::line& l) { list.push_back({l.coordinates, l.value}); };
            (void)table_.read(last_ / n * i, keep, 1);
        }
        return list;
    }

    [[noreturn]] void has_changed(double x, double known, double now) const {
        using problem::text_of_17_digits;
        throw journal_mismatch("taskquad: journal " + database_.name() + ": f(x) at x = " + text_of_17_digits(x) + " is " +
                               text_of_17_digits(now) + ", but " + text_of_17_digits(known) + " in the file: f has changed");
    }

    journals::writer& writer() {
        if (!is_of_this_process()) database_.refuse("was opened by the parent of this process: open it again after fork()");
        return writer_;
    }

    /// What was dear is in the file before anybody uses it: the wait is a small part of what it took.
    void add(journals::line l) {
        constexpr double dear = 0.1;  // seconds
        const bool waits = each_waits_ || l.seconds >= dear;
        writer_.add(std::move(l));
        if (waits) writer_.flush();
    }
    void check() { writer_.check(); }
    void has_failed(std::exception_ptr e) noexcept { writer_.has_failed(std::move(e)); }

    std::uint64_t size() {
        const std::lock_guard lock(mutex_);
        return static_cast<std::uint64_t>(table_.count());
    }

    /// Whatever the locale says of decimal points.
    void write_csv(std::ostream& out) {
        constexpr int digits_of_seconds = 9;
        const std::lock_guard lock(mutex_);
        (void)table_.count();  // looks whether there are any, and of how many components
        for (const auto& names : {table_.names_of_coordinates(), table_.names_of_components()}) {
            for (const std::string& name : names) out << name << ',';
        }
        out << "seconds\n";
        table_.read(0, [&](const journals::line& l) {
            for (const auto* list : {&l.coordinates, &l.value}) {
                for (const double x : *list) out << problem::text_of_17_digits(x) << ',';
            }
            out << problem::text(l.seconds, std::chars_format::general, digits_of_seconds) << '\n';
        });
    }

    std::uint64_t merge(const std::string& other) {
        journals::database d(other, journals::database::access::read_only, false);
        journals::table theirs(d, problem_);
        const std::lock_guard lock(mutex_);
        const std::int64_t before = table_.count();
        std::vector<journals::line> lines;
        theirs.read(0, [&](const journals::line& l) { lines.push_back(l); });
        if (lines.empty()) return 0;
        table_.agree(theirs.kind());
        table_.add(lines);
        read();
        return static_cast<std::uint64_t>(table_.count() - before);
    }

private:
    void write(std::vector<journals::line>& group) {
        const std::lock_guard lock(mutex_);
        table_.add(group);
    }

    void now_and_then() {
        const std::lock_guard lock(mutex_);
        database_.write_through();
        if (follows_) read();
    }

    void read() {
        last_ = table_.read(last_, [this](const journals::line& l) { journal_.know(l.coordinates, l.value); });
    }

    journal& journal_;
    std::mutex mutex_;  ///< of the connection
    journals::database database_;
    journals::table table_;
    const pid_t process_ = getpid();
    const bool follows_, each_waits_;
    std::int64_t verifies_;
    const std::string problem_;
    std::int64_t last_ = 0;    ///< the row that was read last
    journals::writer writer_;  // the last member: it uses the others
};

journal::journal(const std::string& name, const journal_options& o) : file_(std::make_unique<file>(*this, name, o)) {}

journal::~journal() {
    // In a child of the process that has opened it, what is there is the parent's.
    if (file_->is_of_this_process()) {
        let_go();
    } else {
        (void)file_.release();
    }
}

value_shape journal::begin(const kind_of_f& f) { return file_->begin(f); }

void journal::record(const entry& e) noexcept {
    try {
        journals::line l{
            {}, {e.value.begin(), e.value.end()}, e.shape, e.took.count(), journals::since_1970(), std::string(e.failure)};
        // -0.0 is 0.0, as it is for the library, and for SQLite.
        for (const double x : e.coordinates) l.coordinates.push_back(x + 0.0);
        file_->add(std::move(l));
    } catch (...) {
        file_->has_failed(std::current_exception());
    }
}

void journal::check() { file_->check(); }
void journal::flush() { file_->writer().flush(); }

std::vector<journal::known_value> journal::to_be_verified() { return file_->to_be_verified(); }
void journal::has_changed(double x, double known, double now) { file_->has_changed(x, known, now); }

std::uint64_t journal::size() const {
    file_->writer().flush();
    return file_->size();
}

void journal::write_csv(const std::string& name) const {
    file_->writer().flush();
    std::ofstream out(name);
    file_->write_csv(out);
    out.close();
    if (!out) throw std::runtime_error("taskquad: cannot write " + name + ": " + std::generic_category().message(errno));
}

std::uint64_t journal::merge(const std::string& other) {
    file_->writer().flush();
    return file_->merge(other);
}

}  // namespace taskquad
