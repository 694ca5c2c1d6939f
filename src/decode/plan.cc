// The pure step from a state to what is to be computed next. Rows are taken in by class: masks of the
// current block and what its cache mode asks for, unstable tokens, speculation, refresh.
#include <algorithm>
#include <climits>

#include "decode/blocks.h"
#include "decode/branches.h"
#include "decode/changes.h"
#include "decode/decoder.h"
#include "decode/revision.h"
#include "decode/speculation.h"

namespace llada {
namespace {

constexpr SequenceId kConditional{0};
constexpr SequenceId kUnconditional{1};

// The position whose logits predict `pos`.
Position source_of(Position pos, const DecodeConfig& config) {
  return config.shift_logits ? Position(std::max(pos.value - 1, 0)) : pos;
}

// The whole canvas where it is due and without a cache; otherwise the block, from the source of its first
// position on, and in prefix mode all that follows.
PositionRange rows_of_step(const DecodeState& state, const DecodeConfig& config) {
  const Position past_canvas(state.canvas.size());
  if (config.cache == CacheMode::kNone || computes_canvas(state, config)) return {Position(0), past_canvas};
  const PositionRange block = current_block(state, config);
  const Position past = config.cache == CacheMode::kPrefix ? past_canvas : block.past();
  return {source_of(block.first(), config), past};
}

// Whether the dual cache refreshes what needs it instead of the whole block. With revision it always does.
bool is_sparse(const DecodeState& state, const DecodeConfig& config) {
  if (config.cache != CacheMode::kDual || computes_canvas(state, config)) return false;
  return config.refresh != Refresh::kBlock || config.revise.mode != ReviseMode::kOff;
}

class Planner {
 public:
  Planner(const DecodeState& state, const DecodeConfig& config)
      : state_(state), config_(config), canvas_(state.canvas), range_(rows_of_step(state, config)),
        block_(current_block(state, config)),
        sparse_(is_sparse(state, config)),
        row_of_(static_cast<std::size_t>(canvas_.size()), -1) {
    plan_.step = state.step;
    plan_.publish = state.publish;
  }

  StepPlan run() {
    add_block_rows();
    own_rows_ = dense_rows();
    add_unstable_rows();
    add_draft_rows();
    const std::vector<Branch> branches = branches_of(state_, config_, dense_rows(), own_rows_);
    if (sparse_) add_refresh_rows(static_cast<int>(branches.size()) * own_rows_);
    add_unconditional_rows();
    ask_for_masks();
    add_branches(branches);
    append(draft_requests_);
    append(probe_requests_);
    name_due_job();
    return std::move(plan_);
  }

 private:
  int& row_of(Position pos) { return row_of_[static_cast<std::size_t>(pos.value)]; }
  [[nodiscard]] int dense_rows() const { return static_cast<int>(plan_.dense.size()); }

  RowClass class_of(Position pos) const {
    if (canvas_.is_masked(pos) && block_.contains(pos)) return RowClass::kCurrent;
    return canvas_.state(pos) == PositionState::kCommitted ? RowClass::kUnstable
                                                           : RowClass::kRefresh;
  }

  void add_kv_row(Position pos) {
    if (row_of(pos) >= 0) return;
    row_of(pos) = dense_rows();
    plan_.dense.push_back(
        {kConditional, pos, canvas_.token(pos), RowRole::kKv, class_of(pos)});
  }

  int add_probe_row(Position pos, RowClass row_class) {
    plan_.dense.push_back({kConditional, pos, canvas_.mask(), RowRole::kProbe, row_class});
    return dense_rows() - 1;
  }

  void add_block_rows() {
    if (!sparse_) {
      for (const Position pos : range_) add_kv_row(pos);
      return;
    }
    for (const Position pos : PositionRange(Position(0), Position(canvas_.size()))) {
      const Position next(pos.value + 1);
      const bool predicts_mask = config_.shift_logits && next.value < canvas_.size() &&
                                 class_of(next) == RowClass::kCurrent;
      const bool mask = class_of(pos) == RowClass::kCurrent;
      const bool stale = record(state_, pos).kv_token != canvas_.token(pos);
      if (mask || stale || predicts_mask) add_kv_row(pos);
    }
  }

  // A refreshed K/V row where the step has none, and a probe.
  void add_unstable_rows() {
    int lanes = config_.revise.mode == ReviseMode::kInline
                    ? INT_MAX
                    : free_rows(config_.latency, dense_rows()).value_or(0);
    std::vector<Position> overflow;
    for (const Position pos : unstable_positions(state_, config_)) {
      const int cost = row_of(pos) < 0 ? 2 : 1;
      if (lanes < cost) {
        overflow.push_back(pos);
        continue;
      }
      lanes -= cost;
      add_kv_row(pos);
      probe_requests_.push_back({pos, add_probe_row(pos, RowClass::kUnstable), {}, {}});
    }
    add_side_rows(overflow);
  }

  void add_side_rows(const std::vector<Position>& positions) {
    const int limit = side_rows_within(config_.latency, dense_rows(), config_.revise.side_rows);
    const auto room = [&] { return limit - static_cast<int>(plan_.side.size()); };
    for (const Position pos : positions) {
      const bool refresh = row_of(pos) < 0;
      if (room() < (refresh ? 2 : 1)) return;
      if (refresh) add_side_row(pos, canvas_.token(pos), RowRole::kKv);
      plan_.side_logits.push_back({pos, static_cast<int>(plan_.side.size()), {}, {}});
      add_side_row(pos, canvas_.mask(), RowRole::kProbe);
    }
  }
  void add_side_row(Position pos, TokenId token, RowRole role) {
    plan_.side.push_back({kConditional, pos, token, role, RowClass::kUnstable});
  }

  // A draft's logits come from a row that the step computes anyway, else from a probe of its own.
  void add_draft_rows() {
    const PositionRange computed = sparse_ ? PositionRange() : range_;
    for (const Position pos : positions_to_draft(state_, config_, dense_rows(), computed)) {
      const Position source = source_of(pos, config_);
      const int row = row_of(source) >= 0 ? row_of(source)
                                          : add_probe_row(source, RowClass::kSpeculative);
      draft_requests_.push_back({pos, row, {}, {}});
    }
  }

  // Revision has its own way with tokens that are not stable yet.
  [[nodiscard]] bool may_refresh(Position pos) const {
    if (config_.revise.mode == ReviseMode::kOff) return true;
    const PositionState state = canvas_.state(pos);
    return state == PositionState::kStable || state == PositionState::kPrompt;
  }

  // How far outside the current block a position stands; 0 within it.
  [[nodiscard]] int distance(Position pos) const {
    if (pos < block_.first()) return block_.first().value - pos.value;
    return std::max(0, pos.value + 1 - block_.past().value);
  }

  // Lanes that stay idle bring cached K and V up to date, those nearest the masks first: they matter
  // most there. `taken` lanes are for branches.
  void add_refresh_rows(int taken) {
    const int lanes = free_rows(config_.latency, dense_rows() + taken).value_or(0);
    std::vector<Position> settled;
    for (const Position pos : PositionRange(Position(0), Position(canvas_.size()))) {
      if (may_refresh(pos) && row_of(pos) < 0) settled.push_back(pos);
    }
    std::stable_sort(settled.begin(), settled.end(), [&](Position a, Position b) {
      return distance(a) < distance(b);
    });
    settled.resize(std::min(settled.size(), static_cast<std::size_t>(lanes)));
    for (const Position pos : settled) add_kv_row(pos);
  }

  // LLaDA's unconditional sequence hides every token that was given.
  void add_unconditional_rows() {
    if (config_.cfg_scale == 0) return;
    for (const Position pos : range_) {
      const bool given = canvas_.state(pos) == PositionState::kPrompt;
      plan_.dense.push_back({kUnconditional, pos, given ? canvas_.mask() : canvas_.token(pos),
                             RowRole::kKv, class_of(pos)});
    }
  }

  void ask_for_masks() {
    for (const Position pos : masked_in(canvas_, block_)) {
      LogitRequest request{pos, row_of(source_of(pos, config_)), {}, {}};
      if (config_.cfg_scale > 0) request.unconditional_row = request.source_row + range_.size();
      plan_.logits.push_back(request);
    }
  }

  // Rows that a branch shares with the sequence are those of the cache: it computes the rest.
  void add_branches(const std::vector<Branch>& branches) {
    for (std::size_t k = 0; k < branches.size(); ++k) {
      const SequenceId sequence(static_cast<std::int32_t>(k) + 1);
      if (config_.cache != CacheMode::kNone) plan_.forks.push_back(sequence);
      add_branch(branches[k], sequence);
    }
  }

  void add_branch(const Branch& branch, SequenceId sequence) {
    const int first = dense_rows();
    auto next = branch.begin();
    for (int row = 0; row < own_rows_; ++row) {
      const Position pos = plan_.dense[static_cast<std::size_t>(row)].position;
      const bool assumed = next != branch.end() && next->position == pos;
      const TokenId token = assumed ? (next++)->token : canvas_.token(pos);
      plan_.dense.push_back({sequence, pos, token, RowRole::kKv, RowClass::kSpeculative});
    }
    next = branch.begin();
    for (const Position pos : masked_in(canvas_, block_)) {
      if (next != branch.end() && next->position == pos) {
        ++next;
        continue;
      }
      plan_.logits.push_back({pos, first + row_of(source_of(pos, config_)), {}, sequence});
    }
  }

  void append(const std::vector<LogitRequest>& requests) {
    plan_.logits.insert(plan_.logits.end(), requests.begin(), requests.end());
  }

  void name_due_job() {
    const Step due(state_.step.value - config_.revise.side_delay);
    if (!state_.side_jobs.empty() && state_.side_jobs.front().issued <= due) {
      plan_.side_due = state_.side_jobs.front().issued;
    } else if (config_.revise.side_delay == 0 && !plan_.side.empty()) {
      plan_.side_due = state_.step;
    }
  }

  const DecodeState& state_;
  const DecodeConfig& config_;
  const Canvas& canvas_;
  const PositionRange range_;
  const PositionRange block_;
  const bool sparse_;
  int own_rows_ = 0;         // the first rows: what the cache mode asks for
  std::vector<int> row_of_;  // dense K/V row of a position, -1: none
  std::vector<LogitRequest> draft_requests_, probe_requests_;
  StepPlan plan_;
};

}  // namespace

StepPlan plan(const DecodeState& state, const DecodeConfig& config) {
  if (!state.done) return Planner(state, config).run();
  StepPlan nothing;
  nothing.step = state.step;
  return nothing;
}

}  // namespace llada
