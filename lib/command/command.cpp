#include <taskquad/command.hpp>

#include <unistd.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

#include "command/foreman.hpp"

namespace taskquad::detail {

class command_runs::owner {
public:
    explicit owner(commands::settings s) : foreman_(std::make_unique<commands::foreman>(std::move(s))) {}
    owner(const owner&) = delete;
    owner& operator=(const owner&) = delete;
    /// In a child of the process that has made it, what is there is the parent's.
    ~owner() {
        if (is_of_this_process()) {
            commands::foreman::dismiss(std::move(foreman_));
        } else {
            (void)foreman_.release();
        }
    }

    [[nodiscard]] commands::foreman& foreman() const {
        if (!is_of_this_process()) {
            throw std::logic_error("taskquad: command: was made by the parent of this process: make it again after fork()");
        }
        return *foreman_;
    }
    [[nodiscard]] const commands::settings& about() const noexcept { return foreman_->about(); }

private:
    [[nodiscard]] bool is_of_this_process() const noexcept { return getpid() == process_; }

    std::unique_ptr<commands::foreman> foreman_;
    const pid_t process_ = getpid();
};

command_runs::command_runs(std::vector<std::string> argv, const command_options& o, std::size_t components)
    : owner_(std::make_shared<owner>(commands::settings(std::move(argv), o, components))) {}

void command_runs::begin(std::span<const double> x, std::unique_ptr<recipient> to, const std::stop_token& stop) const {
    owner_->foreman().begin({x.begin(), x.end()}, std::move(to), stop);
}

std::size_t command_runs::jobs() const noexcept { return owner_->about().jobs; }
std::string command_runs::command_line(std::span<const double> x) const { return owner_->about().line.text({x.begin(), x.end()}); }
std::size_t command_runs::dimension() const { return owner_->about().line.dimension(); }
std::size_t command_runs::running() const { return owner_->foreman().running(); }

bool command_runs::wait(std::chrono::duration<double> longest) const {
    if (!(longest.count() >= 0)) throw std::invalid_argument("taskquad: command: wait: the time is negative or NaN");
    return owner_->foreman().wait(longest);
}

void command_runs::end() const { owner_->foreman().end(); }

}  // namespace taskquad::detail
