#include <taskquad/journal.hpp>

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <complex>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <taskquad/taskquad.hpp>
#include <vector>

#include "journal/files.hpp"

using namespace taskquad;
using namespace std::chrono_literals;

TEST_CASE("a journal of another problem, number of coordinates, or size of values is refused before anything is computed") {
    const folder here;
    const std::string file = here / "run.db";
    {
        journal j(file, {.problem = "mesh 7"});
        (void)integrate(bent, {0.0, 1.0}, {.relative_tolerance = 1e-3, .journal = &j});
    }
    CHECK_THROWS_AS(journal(file, {.problem = "mesh 8"}), journal_mismatch);
    CHECK(message_of([&] { journal(file, {.problem = "mesh 8"}); }) ==
          "taskquad: journal " + file + ": its problem is \"mesh 7\", not \"mesh 8\"");
    journal j(file, {.problem = "mesh 7"});
    int calls = 0;
    const options o{.concurrency = 1, .journal = &j};
    const auto refused = [&](auto f) {
        const std::string said = message_of([&] { (void)integrate(f, {0.0, 1.0}, o); });
        CHECK(calls == 0);
        return said.substr(said.find(": has") + 2);
    };
    CHECK(refused([&](double x) { return ++calls, std::array{x, x}; }) == "has values of f of 1 component, not of 2");
    CHECK(refused([&](double x) { return ++calls, std::complex(x, x); }) ==
          "has values of f of real values, not of complex values");
    CHECK(refused([&](argument at) { return ++calls, at.x; }) == "has values of f of x, not of x and two distances");
}

TEST_CASE("what is no journal, is damaged, read-only, or of a later version is refused, with the file and the reason") {
    const folder here;
    const auto said = [&](const std::string& file) { return message_of([&] { const journal j(file); }); };
    CHECK(said(here / "no/folder/run.db") ==
          "taskquad: journal " + (here / "no/folder/run.db") + ": cannot be opened: No such file or directory");
    const std::string text = here / "text";
    std::ofstream(text) << std::string(10'000, 'x');
    CHECK(said(text) == "taskquad: journal " + text + ": is no database");
    CHECK(size_of(text) == 10'000);

    const std::string whole = here / "whole";
    {
        journal j(whole);
        (void)integrate([](double x) { return std::exp(-1e4 * x * x); }, {-1.0, 1.0},
                        {.relative_tolerance = 1e-14, .journal = &j, .verify = 0});
    }
    REQUIRE(size_of(whole) > 8192);
    const auto copy = [&](const std::string& name, const std::function<void(std::fstream&)>& change) {
        const std::string file = here / name;
        fs::copy_file(whole, file);
        std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
        change(f);
        return file;
    };
    const std::string later = copy("later", [](std::fstream& f) { f.seekp(63).put(2); });  // user_version
    CHECK(said(later).ends_with("is of version 2, and this program knows versions up to 1"));
    const std::string other = copy("other", [](std::fstream& f) { f.seekp(68).put(1); });  // application_id
    CHECK(said(other).ends_with("is a database, but no journal"));
    const std::string cut = copy("cut", [](std::fstream&) {});
    fs::resize_file(cut, size_of(cut) / 2);
    CHECK(said(cut).ends_with("is damaged"));
    // Wherever a byte is changed, either the file is refused, or all values are what they were.
    const auto integral = [&](const std::string& file) {
        journal j(file);
        return integrate([](double x) { return std::exp(-1e4 * x * x); }, {-1.0, 1.0},
                         {.relative_tolerance = 1e-14, .journal = &j, .verify = 0});
    };
    const auto expected = integral(whole);
    std::mt19937_64 random(20261127);
    int refused = 0;
    for (int i = 0; i < 200; ++i) {
        const std::string file = copy("scrambled" + std::to_string(i), [&](std::fstream& f) {
            const auto at = static_cast<std::streamoff>(random() % size_of(whole));
            f.seekg(at);
            const int before = f.get();
            f.seekp(at).put(static_cast<char>(before ^ (1 << (random() % 8))));
        });
        try {
            const double value = integral(file).value;
            CHECK(value == expected.value);
        } catch (const std::exception& e) {
            CHECK(std::string(e.what()).find(file) != std::string::npos);
            ++refused;
        }
    }
    CHECK(refused > 0);
    if (geteuid() != 0) {  // whom no permission stops
        fs::permissions(whole, fs::perms::owner_read);
        CHECK(said(whole).ends_with("is read-only"));
    }
}

TEST_CASE("values of two sizes do not get into one file, whoever has the first") {
    const folder here;
    const std::string file = here / "run.db";
    {
        journal a(file), b(file);
        (void)a.begin({1, 2, false});
        (void)b.begin({1, 3, false});
        a.record({std::vector{0.5}, std::vector{1.0, 2.0}, {2, 1}, 1ms});
        a.flush();
        CHECK_THROWS_AS(b.begin({1, 3, false}), journal_mismatch);
        b.record({std::vector{0.25}, std::vector{1.0, 2.0, 3.0}, {3, 1}, 1ms});
        CHECK(message_of([&] { b.flush(); }).ends_with("has values of f of 2 components, not of 3"));
    }
    journal later(file);
    CHECK(later.begin({1, 2, false}).size() == 2);
    CHECK(later.size() == 1);
}

TEST_CASE("a database of somebody else's is refused as it is; a name is nothing but a name") {
    const folder here;
    const std::string file = here / "run.db";
    { const journal j(file); }
    {
        std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
        f.seekp(68).put(1);  // application_id
        f.seekp(18).put(1);  // neither written, nor read,
        f.seekp(19).put(1);  // as one with a log beside it
    }
    const std::string before = contents(file);
    CHECK(message_of([&] { const journal j(file); }).ends_with("is a database, but no journal"));
    CHECK(contents(file) == before);

    CHECK_THROWS_AS(journal(""), std::invalid_argument);
    const auto old = fs::current_path();
    fs::current_path(here / "");
    for (const char* name : {":memory:", "file:run.db?mode=memory", "a b \u00fc.db"}) {
        { const journal j(name); }
        CHECK(fs::exists(here / name));
    }
    fs::current_path(old);
}

TEST_CASE("lines that cannot be written are complained of, with the reason") {
    const folder here;
    journal j(here / "run.db");
    (void)integrate(bent, {0.0, 1.0}, {.relative_tolerance = 1e-3, .journal = &j});
    CHECK(message_of([&] { j.write_csv("/dev/full"); }) == "taskquad: cannot write /dev/full: No space left on device");
    CHECK(message_of([&] { j.write_csv(here / "no/folder"); }).ends_with("No such file or directory"));
}

TEST_CASE("integrations of values of two sizes do not meet in one journal, though there are no values so far") {
    const folder here;
    journal j(here / "run.db");
    std::string said;
    const auto pair = [](double x) { return std::array{x, x}; };
    const auto f = [&](double x) {
        if (said.empty()) said = message_of([&] { (void)integrate(pair, {2.0, 3.0}, {.concurrency = 1, .journal = &j}); });
        return x;
    };
    CHECK(integrate(f, {0.0, 1.0}, {.concurrency = 1, .journal = &j}).converged());
    CHECK(said == "taskquad: a value has 2 components, but others have 1");
}

TEST_CASE("a look at whether f has changed finds another size, too") {
    const folder here;
    const std::string file = here / "run.db";
    const auto integral = [&](std::size_t n) {
        journal j(file, {.verify = 2});
        return integrate([n](double x) { return std::vector(n, x); }, {0.0, 1.0}, {.journal = &j});
    };
    (void)integral(2);
    CHECK(integral(2).calls == 3);
    CHECK(message_of([&] { (void)integral(3); }).ends_with("has values of f of 2 components, not of 3"));
}
