// A program that is told how to behave: what simulations do, and what they should not. Prints exp(-x) sqrt|x - 0.3| with 17 digits.
// usage: simulation [WORD...] X
//   sleep=S             works so long
//   fail-at=X           exit status 3 there, and a word on standard error
//   fail-first=N,FILE   exit status 3 as long as the counter in the file is at most N
//   die=SIGNAL          kills itself
//   print=TEXT          prints that, and not the value ('|' is a new line)
//   before=TEXT         prints that first
//   error=TEXT          on standard error
//   lines=N             lines of noise before the value, on both
//   hang                sleeps for ever; with `stubborn` ignores SIGTERM
//   on-term=TEXT        prints that when SIGTERM comes, and goes with status 0
//   child=FILE          leaves a child that holds standard output, and whose number is in the file
//   said=FILE           appends x to the file when it begins
//   gate=FILE           waits until the file is there
//   started=FILE        appends a letter to the file when it is started
//   serve               an x a line, a value a line; then all of this happens at each x, and also:
//   die-after=N         ends without a word at the N + 1st x
//   garbage-after=N     answers 'ready' there
//   leaves              ends after its answer
//   twice               two lines each
//   deaf                goes on when its standard input has its end
//   inherited           prints what it has got: descriptors, signals, niceness, folder
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <thread>

namespace {

std::map<std::string, std::string> told;
int answered = 0;

bool is_told(const std::string& word) { return told.count(word) > 0; }
double number(const std::string& word) { return std::strtod(told[word].c_str(), nullptr); }

void sleep_for(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }
[[noreturn]] void sleep_for_ever() {
    while (true) pause();
}

std::string lines_of(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\n');
    return text;
}

void on_term(int) {
    const std::string text = lines_of(told["on-term"]) + "\n";
    const auto written = write(STDOUT_FILENO, text.data(), text.size());
    _exit(written > 0 ? 0 : 1);
}

/// Adds one to the number in the file, which many may do at a time.
int counted(const std::string& file) {
    const int f = open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (write(f, "x", 1) != 1) std::exit(9);
    close(f);
    return static_cast<int>(std::filesystem::file_size(file));
}

void leave_a_child() {
    if (fork() != 0) return;
    std::signal(SIGTERM, SIG_IGN);
    // The file is there when the number is in it.
    const std::string name = told["child"] + std::to_string(getpid());
    std::ofstream(name) << getpid() << std::endl;
    std::filesystem::rename(name, told["child"]);
    sleep_for_ever();
}

void inherited() {
    int descriptors = 0;
    DIR* const all = opendir("/proc/self/fd");
    while (const dirent* d = readdir(all)) descriptors += d->d_name[0] != '.' && std::atoi(d->d_name) != dirfd(all);
    closedir(all);
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    struct sigaction pipe {};
    sigaction(SIGPIPE, nullptr, &pipe);
    const int niceness = getpriority(PRIO_PROCESS, 0);
    const bool is_empty = std::cin.get() == EOF;
    std::cout << descriptors << ' ' << sigismember(&blocked, SIGUSR1) << ' ' << (pipe.sa_handler == SIG_DFL) << ' ' << niceness
              << ' ' << is_empty << ' ' << (getpgrp() == getpid()) << ' ' << std::filesystem::exists("is_here") << std::endl;
}

void noise() {
    for (int i = 0; i < static_cast<int>(number("lines")); ++i) {
        std::printf("line %d of what nobody wants to read 0123456789 0123456789 0123456789\n", i);
        if (i % 16 == 0) std::fprintf(stderr, "warning %d\n", i);
    }
}

void before(double x) {
    if (is_told("said")) std::ofstream(told["said"], std::ios::app) << x << std::endl;
    if (is_told("child")) leave_a_child();
    if (is_told("gate")) {
        while (!std::filesystem::exists(told["gate"])) sleep_for(0.02);
    }
    if (is_told("sleep")) sleep_for(number("sleep"));
    if (is_told("error")) std::cerr << lines_of(told["error"]) << std::flush;
    if (is_told("before")) std::cout << lines_of(told["before"]) << std::flush;
    if (is_told("lines")) noise();
    if (is_told("hang")) sleep_for_ever();
    if (is_told("die")) std::raise(static_cast<int>(number("die")));
    if (is_told("fail-at") && number("fail-at") == x) {
        std::cerr << "no convergence at " << x << std::endl;
        std::exit(3);
    }
    if (is_told("fail-first")) {
        const std::string& word = told["fail-first"];
        const std::size_t comma = word.find(',');
        if (counted(word.substr(comma + 1)) <= std::atoi(word.c_str())) std::exit(3);
    }
}

void evaluate(double x) {
    before(x);
    if (is_told("inherited")) return inherited();
    if (is_told("die-after") && answered == static_cast<int>(number("die-after"))) std::exit(0);
    const bool is_garbage = is_told("garbage-after") && answered == static_cast<int>(number("garbage-after"));
    ++answered;
    if (is_garbage) {
        std::cout << "ready" << std::endl;
    } else if (is_told("print")) {
        std::cout << lines_of(told["print"]) << std::endl;
    } else {
        std::printf("%.17g\n", std::exp(-x) * std::sqrt(std::abs(x - 0.3)));
        if (is_told("twice")) std::printf("%.17g\n", x);
    }
    std::fflush(stdout);
    if (is_told("leaves")) std::exit(0);
}

}  // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const std::size_t sign = word.find('=');
        told[word.substr(0, sign)] = sign == std::string::npos ? "" : word.substr(sign + 1);
    }
    // Before it is seen that the program has begun, since it may be sent a signal from then on.
    if (is_told("stubborn")) std::signal(SIGTERM, SIG_IGN);
    if (is_told("on-term")) std::signal(SIGTERM, on_term);
    if (is_told("started")) counted(told["started"]);
    if (!is_told("serve")) {
        evaluate(std::strtod(argv[argc - 1], nullptr));
        return 0;
    }
    std::string line;
    while (std::getline(std::cin, line)) evaluate(std::strtod(line.c_str(), nullptr));
    if (is_told("deaf")) sleep_for_ever();
}
