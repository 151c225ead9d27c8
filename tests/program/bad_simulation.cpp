/// A simulation to be run: prints exp(-x * x), and is as bad as it is asked to be.
///
///     simulation --folder FOLDER [OPTIONS] X
///
/// Each run adds "begin X" to FOLDER/log, and "end X" when it has printed its value.
///   --until FILE       goes on once FILE is there
///   --fail WHICH       exits with status 7; WHICH: always, first (the first time at each x), once (the first of all runs)
///   --crash            ends by a signal
///   --hang WHICH       never ends; as above
///   --deaf             ignores SIGTERM
///   --forks            has a child, which never ends
///   --say TEXT         prints TEXT instead of a value
///   --more N           prints N numbers, the value times 1, 2, ..., after others
///   --json             prints {"result": {"energy": VALUE, "all": [VALUE, 2 * VALUE]}}
///   --wrong-by D       adds D to the value
///   --serve            reads an x a line, answers with a line
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

struct behaviour {
    std::string folder, until, fail, hang, say;
    bool crash = false, deaf = false, forks = false, json = false, serve = false;
    int more = 1;
    double wrong_by = 0;
};

/// Whether nobody has been here before.
bool is_first(const std::string& file) { return close(open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600)) == 0; }

bool applies(const std::string& which, const behaviour& b, const std::string& x) {
    if (which == "always") return true;
    if (which == "first") return is_first(b.folder + "/seen-" + x);
    return which == "once" && is_first(b.folder + "/once");
}

void note(const behaviour& b, const char* what, const std::string& x) {
    const std::string line = std::string(what) + " " + x + "\n";
    const int log = open((b.folder + "/log").c_str(), O_CREAT | O_APPEND | O_WRONLY, 0600);
    if (write(log, line.data(), line.size()) < 0) std::abort();
    close(log);
}

void wait_for(const std::string& file) {
    struct stat found {};
    while (stat(file.c_str(), &found) != 0) usleep(2000);
}

[[noreturn]] void hang() {
    while (true) pause();
}

void answer(const behaviour& b, const std::string& x) {
    note(b, "begin", x);
    if (b.forks && fork() == 0) hang();
    if (!b.until.empty()) wait_for(b.until);
    if (applies(b.hang, b, x)) hang();
    if (applies(b.fail, b, x)) {
        std::fprintf(stderr, "first line\nno convergence at %s\n", x.c_str());
        std::exit(7);
    }
    if (b.crash) std::raise(SIGKILL);
    const double t = std::strtod(x.c_str(), nullptr), value = std::exp(-t * t) + b.wrong_by;
    if (!b.say.empty()) {
        std::printf("%s\n", b.say.c_str());
    } else if (b.json) {
        std::printf("{\"result\": {\"energy\": %.17g, \"all\": [%.17g, %.17g]}}\n", value, value, 2 * value);
    } else {
        if (!b.serve) std::printf("step 1 of 3, residual 12.5\n");
        for (int i = 1; i <= b.more; ++i) std::printf("%.17g%s", i * value, i < b.more ? " " : "\n");
    }
    std::fflush(stdout);
    note(b, "end", x);
}

}  // namespace

int main(int argc, char** argv) {
    behaviour b;
    std::string x;
    for (int i = 1; i < argc; ++i) {
        const std::string a = argv[i];
        const auto next = [&] { return std::string(++i < argc ? argv[i] : ""); };
        if (a == "--folder")
            b.folder = next();
        else if (a == "--until")
            b.until = next();
        else if (a == "--fail")
            b.fail = next();
        else if (a == "--hang")
            b.hang = next();
        else if (a == "--say")
            b.say = next();
        else if (a == "--more")
            b.more = std::atoi(next().c_str());
        else if (a == "--wrong-by")
            b.wrong_by = std::atof(next().c_str());
        else if (a == "--crash")
            b.crash = true;
        else if (a == "--deaf")
            b.deaf = true;
        else if (a == "--forks")
            b.forks = true;
        else if (a == "--json")
            b.json = true;
        else if (a == "--serve")
            b.serve = true;
        else
            x = a;
    }
    if (b.deaf) std::signal(SIGTERM, SIG_IGN);
    if (!b.serve) {
        answer(b, x);
        return 0;
    }
    char line[256];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        line[std::strcspn(line, "\n")] = 0;
        answer(b, line);
    }
}
