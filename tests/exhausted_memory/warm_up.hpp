/// oneTBB at work once, before memory is short: its threads are there, and what it makes once is made.
#pragma once

void warm_up();
