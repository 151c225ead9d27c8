// How runs end that nobody waits for any more, and what is left of all of them: nothing.
#include <atomic>

#include "command/programs.hpp"
#include "support/bits.hpp"

using taskquad::command;

namespace {

/// Counts what it is told.
class counting_log final : public taskquad::evaluation_log {
public:
    ~counting_log() override { let_go(); }
    taskquad::value_shape begin(const kind_of_f&) override { return {}; }
    void record(const entry& e) noexcept override { ++(e.value.empty() ? failures : values); }
    void check() override {}
    void flush() override {}
    std::atomic<int> values = 0, failures = 0;
};

/// What `integrate` says when it is stopped as soon as so many runs are in progress.
template <class Integrate>
taskquad::result<> stopped(const Integrate& integrate, const taskquad::command_integrand<>& f, std::size_t in_progress) {
    std::stop_source stop;
    auto later = std::async(std::launch::async, [&] { return integrate(stop.get_token()); });
    CHECK(eventually([&] { return f.running() == in_progress; }));
    stop.request_stop();
    return later.get();
}

/// Has a copy of f, and is gone with its value.
class keeper final : public taskquad::detail::pending {
public:
    keeper(taskquad::command_integrand<> f, std::atomic<bool>& gone) : f_(std::move(f)), gone_(gone) {}
    ~keeper() override { gone_ = true; }
    void settle(std::span<const double>) noexcept override {}
    void agree(const taskquad::value_shape&, double) override {}
    void fail(std::exception_ptr) noexcept override {}
    void drop() noexcept override {}
    void abandon() noexcept override {}

private:
    taskquad::command_integrand<> f_;
    std::atomic<bool>& gone_;
};

}  // namespace

TEST_CASE("three thousand runs leave no process and no descriptor behind") {
    const nothing_left at_the_end;
    const auto f = command({"echo"}, {.jobs = 8});
    CHECK(value_at(f, 0.5) == 0.5);
    CHECK(f.wait(60s));
    const int before = open_descriptors();
    const auto r = taskquad::integrate(f, {0.0, 1.0}, {.initial_segments = 143});
    CHECK(r.calls >= 3000);
    CHECK(r.value == doctest::Approx(0.5));
    CHECK(f.wait(60s));
    CHECK(open_descriptors() == before);
    CHECK_FALSE(has_children());
}

TEST_CASE("256 runs may be in progress at once") {
    const nothing_left at_the_end;
    const folder here;
    constexpr std::size_t many = 256;
    const auto f = command(simulation({"gate=" + here / "gate"}), {.jobs = many});
    std::vector<later_value> values;
    for (std::size_t i = 0; i < 2 * many; ++i) values.push_back(begun(f, static_cast<double>(i) / 1024));
    CHECK(eventually([&] { return f.running() == many; }));
    std::ofstream(here / "gate") << 1;
    for (std::size_t i = 0; i < 2 * many; ++i) CHECK(values[i].get()[0] == bent(static_cast<double>(i) / 1024));
    CHECK(f.wait(60s));
    CHECK(f.running() == 0);
}

TEST_CASE("a child that holds standard output is not waited for, and not left behind") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"child=" + here / "child", "gate=" + here / "child"}));
    CHECK(value_at(f, 0.5) == bent(0.5));
    const pid_t child = number_in(here / "child");
    REQUIRE(child > 0);
    CHECK(eventually([&] { return is_dead(child); }));
}

TEST_CASE("the whole group is killed when the time is over") {
    const nothing_left at_the_end;
    const folder here;
    patiently([&](std::chrono::milliseconds timeout) {
        const auto f =
            command(simulation({"child=" + here / "child", "hang", "stubborn"}), {.timeout = timeout, .kill_after = 50ms});
        CHECK(failure_at(f, 0.5).timed_out());
        const pid_t child = number_in(here / "child");
        if (child == 0) return false;
        CHECK(eventually([&] { return is_dead(child); }));
        return true;
    });
}

TEST_CASE("runs that are not awaited any more are ended") {
    const nothing_left at_the_end;
    const auto f = command(simulation({"hang"}), {.jobs = 8});
    counting_log log;
    const auto integrate = [&](const std::stop_token& stop) {
        return taskquad::integrate(f, {0.0, 1.0}, {.stop = stop, .journal = &log});
    };
    CHECK(stopped(integrate, f, 8).status == taskquad::status::stopped);
    CHECK(f.wait(60s));
    CHECK(f.running() == 0);
    CHECK(log.values == 0);
    CHECK(log.failures == 8);
    CHECK_FALSE(has_children());
}

TEST_CASE("a value that comes within the grace goes to the journal, although integrate has returned") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"gate=" + here / "gate"}), {.jobs = 8, .grace = 120s});
    counting_log log;
    const auto integrate = [&](const std::stop_token& stop) {
        return taskquad::integrate(f, {0.0, 1.0}, {.stop = stop, .journal = &log});
    };
    CHECK(stopped(integrate, f, 8).status == taskquad::status::stopped);
    CHECK(f.running() == 8);
    CHECK_FALSE(f.wait(0s));
    std::ofstream(here / "gate") << 1;
    CHECK(f.wait(120s));
    CHECK(log.values == 8);
    CHECK(log.failures == 0);
}

TEST_CASE("a value that comes within the grace goes to the cache of an integrator, and to its journal") {
    const nothing_left at_the_end;
    const folder here;
    for (const bool has_journal : {false, true}) {
        const std::string gate = here / (has_journal ? "second gate" : "first gate");
        const auto f = command(simulation({"gate=" + gate}), {.jobs = 8, .grace = 120s});
        counting_log log;
        std::stop_source first;
        taskquad::integrator quad(f, {.stop = first.get_token(), .journal = has_journal ? &log : nullptr});
        auto later = std::async(std::launch::async, [&] { return quad({0.0, 0.25}); });
        CHECK(eventually([&] { return f.running() == 8; }));
        first.request_stop();
        CHECK(later.get().status == taskquad::status::stopped);
        CHECK(f.running() == 8);
        std::ofstream(gate) << 1;
        CHECK(f.wait(120s));
        CHECK(quad.cache().size() == 8);
        CHECK(log.values == (has_journal ? 8 : 0));
    }
}

TEST_CASE("after their grace runs are ended") {
    const nothing_left at_the_end;
    const auto f = command(simulation({"hang"}), {.jobs = 4, .grace = 100ms});
    std::stop_source stop;
    auto later = begun(f, 0.5, stop.get_token());
    CHECK(eventually([&] { return f.running() == 1; }));
    stop.request_stop();
    CHECK(contains(failure_of(std::move(later)).what(), "it was ended, since nobody waits for its value any more"));
}

TEST_CASE("what has not begun when nobody waits for it any more is not begun") {
    const folder here;
    const auto f = command(simulation({"said=" + here / "said", "gate=" + here / "gate"}), {.jobs = 1, .grace = 120s});
    std::stop_source stop;
    auto first = begun(f, 0.5, stop.get_token()), second = begun(f, 0.25, stop.get_token());
    CHECK(eventually([&] { return contents(here / "said") == "0.5\n"; }));
    stop.request_stop();
    CHECK(contains(failure_of(std::move(second)).what(), "it was not started, since nobody waits"));
    std::ofstream(here / "gate") << 1;
    CHECK(first.get()[0] == bent(0.5));
    CHECK(contents(here / "said") == "0.5\n");
}

TEST_CASE("end ends all runs, whatever their grace, and those that wait; later ones start again") {
    const nothing_left at_the_end;
    const folder here;
    const auto f = command(simulation({"said=" + here / "said", "stubborn", "gate=" + here / "gate"}),
                           {.kill_after = 100ms, .jobs = 2, .grace = 120s});
    std::vector<later_value> values;
    for (const double x : {0.125, 0.25, 0.5}) values.push_back(begun(f, x));
    CHECK(eventually([&] { return contents(here / "said").size() > 8; }));
    f.end();
    CHECK(f.running() == 0);
    CHECK_FALSE(has_children());
    int ended = 0, not_started = 0;
    for (auto& v : values) {
        const std::string what = failure_of(std::move(v)).what();
        ended += contains(what, "has failed: it was ended");
        not_started += contains(what, "it was not started, since all runs were ended");
    }
    CHECK(ended == 2);
    CHECK(not_started == 1);
    std::ofstream(here / "gate") << 1;
    CHECK(value_at(f, 0.75) == bent(0.75));
    f.end();
}

TEST_CASE("when the last copy is gone, all processes are") {
    const nothing_left at_the_end;
    const folder here;
    std::vector<later_value> later;
    {
        const auto f = command(simulation({"said=" + here / "said", "stubborn", "hang"}), {.kill_after = 100ms, .jobs = 1});
        {
            const auto copy = f;
            for (const double x : {0.5, 0.25}) later.push_back(begun(copy, x));
        }
        CHECK(eventually([&] { return contents(here / "said") == "0.5\n"; }));
    }
    CHECK_FALSE(has_children());
    CHECK(failure_of(std::move(later[0])).signal() == SIGKILL);
    CHECK(contains(failure_of(std::move(later[1])).what(), "it was not started"));
}

TEST_CASE("when the last copy is gone, runs have their grace") {
    const nothing_left at_the_end;
    const folder here;
    std::vector<later_value> later;
    {
        const auto f = command(simulation({"said=" + here / "said", "sleep=0.3"}), {.grace = 120s});
        later.push_back(begun(f, 0.5));
        CHECK(eventually([&] { return contents(here / "said") == "0.5\n"; }));
    }
    CHECK(later[0].is_there());
    CHECK(later[0].get()[0] == bent(0.5));
}

TEST_CASE("the last copy may go with a value") {
    const nothing_left at_the_end;
    std::atomic<bool> gone = false;
    std::thread([] {}).join();  // a sanitizer may have one of its own from now on
    const auto threads = [] { return std::distance(fs::directory_iterator("/proc/self/task"), {}); };
    const auto before = threads();
    {
        const auto f = command(simulation({"sleep=0.2"}));
        f(0.5, taskquad::completion<double>(std::make_shared<keeper>(f, gone), 0.5), {});
    }
    CHECK(eventually([&] { return gone.load(); }));
    CHECK(eventually([] { return !has_children(); }));
    CHECK(eventually([&] { return threads() == before; }));
}

TEST_CASE("a temporary serves as an integrand, and ends with the integration") {
    const nothing_left at_the_end;
    const taskquad::options o{.relative_tolerance = 1e-4};
    CHECK(same_bits(taskquad::integrate(command(simulation(), {.jobs = 8}), {0.0, 1.0}, o),
                    taskquad::integrate(bent, {0.0, 1.0}, o)));
}

TEST_CASE("to wait may be infinite, and is no negative time") {
    const auto f = command({"echo"});
    CHECK(f.wait(std::chrono::duration<double>(std::numeric_limits<double>::infinity())));
    CHECK_THROWS_AS((void)f.wait(-1s), std::invalid_argument);
}
