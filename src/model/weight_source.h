// Where a model's weights come from: a file, or random numbers. A source hands vectors over at once and
// plans matrices, which are packed together later (weight_packer.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/model_files.h"
#include "model/weight_plan.h"

namespace llada {

class WeightSource {
 public:
  virtual ~WeightSource() = default;
  // Tensors by their GGUF name. The source must outlive the packing of what it planned.
  virtual Status matrix(const std::string& name, int outputs, int inputs, PackedMatrix& slot) = 0;
  // Expert `expert` of blk.LAYER.ffn_PART_exps.
  virtual Status expert(int layer, std::string_view part, int expert, int outputs, int inputs,
                        PackedMatrix& slot) = 0;
  // `mean`: of the values, where they are made up.
  virtual Status vector(const std::string& name, int size, float mean, std::vector<float>& out) = 0;
};

// A model on disk. Errors: kFormat (a tensor is missing or has the wrong shape).
class FileSource : public WeightSource {
 public:
  FileSource(const ModelFiles& files, WeightPlan& plan) : files_(files), plan_(plan) {}
  Status matrix(const std::string& name, int outputs, int inputs, PackedMatrix& slot) override;
  Status expert(int layer, std::string_view part, int expert, int outputs, int inputs,
                PackedMatrix& slot) override;
  Status vector(const std::string& name, int size, float mean, std::vector<float>& out) override;

 private:
  const ModelFiles& files_;
  WeightPlan& plan_;
};

// Random numbers, never zero. Rows are drawn from a small pool per width, so that an 8B shape is ready in
// seconds; memory traffic and arithmetic are those of a real model.
class RandomSource : public WeightSource {
 public:
  RandomSource(TensorType type, std::uint64_t seed, WeightPlan& plan) : type_(type), seed_(seed), plan_(plan) {}
  Status matrix(const std::string& name, int outputs, int inputs, PackedMatrix& slot) override;
  Status expert(int layer, std::string_view part, int expert, int outputs, int inputs,
                PackedMatrix& slot) override;
  Status vector(const std::string& name, int size, float mean, std::vector<float>& out) override;

 private:
  using Pool = std::vector<std::byte>;  // rows of one width
  Result<std::span<const std::byte>> pool_for(int inputs);
  Result<Pool> make_pool(int inputs) const;

  TensorType type_;
  std::uint64_t seed_;
  WeightPlan& plan_;
  std::vector<std::pair<int, Pool>> pools_;
};

}  // namespace llada
