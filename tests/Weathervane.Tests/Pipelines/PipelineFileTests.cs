using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Labels;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Options;
using Weathervane.Tuning.Search;

namespace Weathervane.Tests.Pipelines;

public sealed class PipelineFileTests
{
    private const string Short = "bars: a.csv\nlearners: [logistic]\n";

    [Fact]
    public void Ranges_may_carry_a_belief_weights_and_conditions_and_come_back_from_their_text()
    {
        const string Yaml = """
            bars: a.csv
            learners:
              - lightgbm:
                  tune:
                    use_quantized_grad: { choices: [true, false], weights: [3, 1] }
                    num_leaves: { low: 3, high: 31, prior: { center: 8, spread: 0.2 } }
                    max_bin: { low: 15, high: 255, when: { use_quantized_grad: [true] } }
            tuning: { sampler: gp, pruner: hyperband, seconds: 90, validation: 0.2 }
            """;
        var pipeline = PipelineFile.Parse(Yaml, "p.yaml");
        var space = pipeline.Learners[0].Tune!;
        Assert.Equal([3, 1], ((Choice)space.Parameters[0]).Weights);
        Assert.Equal(new Prior(8, 0.2), ((IntRange)space.Parameters[1]).Prior);
        Assert.Equal(["use_quantized_grad=True; num_leaves=9; max_bin=135", "use_quantized_grad=False; num_leaves=9"],
            new[] { 0.1, 0.9 }.Select(u => space.Key(space.Point([u, 0.5, 0.5]))));
        Assert.Equal(("gp", "hyperband", 90.0, 0.2), (pipeline.Tuning.Sampler, pipeline.Tuning.Pruner, pipeline.Tuning.Seconds, pipeline.Tuning.Validation));
        var written = PipelineFile.Write(pipeline);
        Assert.Equal(written, PipelineFile.Write(PipelineFile.Parse(written, "p.yaml")));
        Assert.Equal(SpaceJson.Write(space), SpaceJson.Write(PipelineFile.Parse(written, "p.yaml").Learners[0].Tune!));
    }

    [Theory]
    [InlineData("max_bin: { low: 15, high: 255, when: { num_leaves: [3] } }", "when.num_leaves: is no parameter with choices before this one.")]
    [InlineData("max_bin: { low: 15, high: 255, when: { leaves: [3] } }", "lightgbm has no parameter 'leaves'.")]
    [InlineData("max_bin: { low: 15, high: 255, when: 3 }", "Write the choices under which the parameter exists")]
    [InlineData("max_bin: { low: 15, high: 255, prior: 3 }", "Write { center: 0.05, spread: 0.2 }")]
    [InlineData("max_bin: { low: 15, high: 255, prior: { center: 300, spread: 0.2 } }", "center 300 lies outside 15 to 255.")]
    [InlineData("max_bin: { choices: [15, 255], weights: many }", "Write one number for each choice")]
    [InlineData("max_bin: { choices: [15, 255], prior: { center: 20, spread: 0.2 } }", "Write [low, high]")]
    public void A_belief_or_condition_that_makes_no_sense_is_told(string range, string problem) => Assert.Contains(
        problem,
        Assert.Throws<InputException>(() => PipelineFile.Parse($"bars: a.csv\nlearners: [{{ lightgbm: {{ tune: {{ {range} }} }} }}]", "p.yaml")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_of_a_space_are_told_at_once_each_with_the_line_of_its_parameter()
    {
        const string Yaml = """
            bars: a.csv
            learners:
              - lightgbm:
                  tune:
                    num_leaves: { low: 9, high: 4 }
                    max_bin: [15, 16.5]
                    lambda_l2: { low: 0, high: 5, log: true }
            """;
        Assert.Equal(
            ["p.yaml:5 learners[0].lightgbm.tune.num_leaves", "p.yaml:6 learners[0].lightgbm.tune.max_bin", "p.yaml:7 learners[0].lightgbm.tune.lambda_l2"],
            Assert.Throws<InputException>(() => PipelineFile.Parse(Yaml, "p.yaml")).Problems.Select(p => p.Where).Order());
    }

    [Fact]
    public void Two_lines_are_enough()
    {
        var pipeline = PipelineFile.Parse(Short, "p.yaml");
        Assert.Equal(["a.csv"], pipeline.Bars.Files);
        Assert.Equal(["direction"], pipeline.Features.Items);
        Assert.Equal(new NextBarDirection(), pipeline.Label);
        Assert.Equal("logistic", Assert.Single(pipeline.Learners).Learner.Id);
        Assert.Equal(0.2, pipeline.Split.Holdout);
        Assert.Equal(42UL, pipeline.Seed);
    }

    [Fact]
    public void Every_key_reaches_its_place()
    {
        var pipeline = PipelineFile.Parse(
            """
            version: 1
            name: full
            bars: { file: [a.csv, b.csv.gz], clock: America/New_York+07:00, stamp: close, calendar: fx-week, from: 2000-01-01, to: 2020-06-30T12:30:00Z }
            series:
              - { name: eur, bars: eur.csv, features: baseline, maximum-age: 2d }
              - { name: daily, resample: 1d, features: [rsi(14)] }
            features: { set: [btc43, "fast = ema(5)"], columns: tick_count, holes: restart 24 }
            label: { kind: triple-barrier, profit-take: 1.5, stop-loss: 1, limit: 12, labels-across-holes: true }
            split: { train: { from: 2001-01-01, to: 2010-01-01 }, test: { from: 2010-01-01 }, folds: 4, start: 0.6, window: rolling, embargo: 3 }
            scaler: robust
            impute: median
            learners:
              - lightgbm: { num_leaves: 7 }
              - random-forest
            weights: { time-decay: 4000, uniqueness: true }
            ensemble: hard
            ensemble-weights: [2, 0.5]
            tuning: { sampler: random, trials: 5, folds: 2, metric: brier, width: 2 }
            primary: brier
            register: { name: other, notes: "why: because", promote: never, each: true }
            seed: 9007199254740991
            """,
            "p.yaml");
        Assert.Equal(["a.csv", "b.csv.gz"], pipeline.Bars.Files);
        Assert.Equal("America/New_York+07:00", pipeline.Bars.Read.Clock);
        Assert.Equal(new DateTime(2020, 6, 30, 12, 30, 0, DateTimeKind.Utc), pipeline.Bars.To);
        Assert.Equal(TimeSpan.FromDays(2), pipeline.Series[0].MaximumAge);
        Assert.Equal(TimeSpan.FromDays(1), pipeline.Series[1].Resample);
        Assert.Equal(["tick_count"], pipeline.Features.Columns);
        Assert.Equal(24, pipeline.Features.Holes.RestartAfter);
        Assert.Equal(new TripleBarrier { ProfitTake = 1.5, StopLoss = 1, Limit = 12, AcrossHoles = true }, pipeline.Label);
        var seal = Assert.IsType<HoldOutByDates>(pipeline.Split.Seal);
        Assert.Equal(2010, seal.Test.From!.Value.Year);
        Assert.Equal(new WalkForward { Folds = 4, InitialShare = 0.6, Window = TrainingWindow.Rolling, Embargo = 3 }, pipeline.Split.Validation);
        Assert.Equal(new Preprocessing { Scaler = Scaling.Robust, Impute = Imputation.Median }, pipeline.Preprocessing);
        Assert.Equal(new SampleWeighting { TimeDecay = 4000, Uniqueness = true }, pipeline.Weights);
        Assert.Equal(Ensemble.Hard, pipeline.Ensemble);
        Assert.Equal([2, 0.5], pipeline.EnsembleWeights);
        Assert.Equal(new TuningOptions { Sampler = "random", Trials = 5, Folds = 2, Metric = "brier", Width = 2 }, pipeline.Tuning);
        Assert.Equal("brier", pipeline.Primary);
        Assert.Equal(new RegisterOptions { Name = "other", Notes = "why: because", Promote = Promotion.Never, Each = true }, pipeline.Register);
        Assert.Equal(9007199254740991UL, pipeline.Seed);
    }

    public static TheoryData<string> Samples() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_written_out_in_full_reads_back_to_the_same_text(string sample)
    {
        var resolved = PipelineFile.Write(PipelineFile.Read(Path.Combine(Repository.Root, "samples", sample)));
        Assert.Equal(resolved, PipelineFile.Write(PipelineFile.Parse(resolved, "resolved")));
        Assert.Contains("labels-across-holes:", resolved, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_at_once_each_with_its_line_path_and_remedy()
    {
        var wrong = Wrong(
            """
            bars: { file: a.csv, stamp: middle }
            fetures: direction
            features: [rsi(14), rsy(14)]
            split: { folds: 0, holdout: lots }
            learners:
              - lightgbm: { num_leafs: 31, num_leaves: 1 }
              - ligthgbm
            seed: 1.5
            """);
        string[] expected =
        [
            "p.yaml:1 bars.stamp: is 'middle'. Known: guess, open, close.",
            "p.yaml:2 fetures: is not a known key. Did you mean 'features'?",
            // The catalogue, which the message lists, grows with the project.
            "p.yaml:3 features[1]: The feature 'rsy(14)' names no known feature",
            "p.yaml:4 split.folds: is '0'. It must be a whole number in [1, 1000].",
            "p.yaml:4 split.holdout: is 'lots'. It must be a number in [0, 0.9].",
            "p.yaml:6 learners[0].lightgbm.num_leafs: is not a parameter of lightgbm. Did you mean 'num_leaves'?",
            "p.yaml:6 learners[0].lightgbm.num_leaves: num_leaves must be in [2,",
            "p.yaml:7 learners[1]: names no known learner: 'ligthgbm'. Did you mean 'lightgbm'?",
            "p.yaml:8 seed: is '1.5'. It must be a whole number in [0, 9007199254740991].",
        ];
        Assert.Equal(expected.Length, wrong.Problems.Count);
        Assert.All(wrong.Problems.Zip(expected), p => Assert.StartsWith(p.Second, p.First.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("learners: [logistic]\n", "p.yaml:1: has no 'bars'.")]
    [InlineData("bars: a.csv\n", "p.yaml:1: has no 'learners'.")]
    [InlineData("[1, 2]", "p.yaml:1: is a list of 2. It must be a mapping")]
    [InlineData("", "p.yaml: is empty.")]
    [InlineData("bars: [", "p.yaml:2: is not valid YAML")]
    [InlineData("bars: a\nbars: b\n", "p.yaml:2: is not valid YAML")]
    [InlineData("a: &x [1]\nb: *x\n", "p.yaml:1: uses an anchor or an alias")]
    [InlineData("---\na: 1\n---\nb: 2\n", "p.yaml: holds more than one document.")]
    [InlineData("bars: a.csv\nlearners: []\n", "p.yaml:2 learners: is a list of 0. It must hold 1 to 100 items.")]
    [InlineData("bars: { clock: UTC }\nlearners: [logistic]\n", "p.yaml:1 bars: names no bars.")]
    [InlineData("bars: { file: a, from: 2020-01-01, to: 2010-01-01 }\nlearners: [logistic]\n", "p.yaml:1 bars: ends before it starts.")]
    [InlineData("bars: { file: a, clock: Mars/Crater }\nlearners: [logistic]\n", "p.yaml:1 bars.clock: The clock 'Mars/Crater' is not known.")]
    [InlineData("bars: a\nlearners: [logistic]\nsplit: { test: { from: 2020-01-01 } }\n", "p.yaml:3 split: gives 'test' alone.")]
    [InlineData("bars: a\nlearners: [logistic]\nsplit: { train: { to: 2021-01-01 }, test: { from: 2020-01-01 } }\n", "p.yaml:3 split: tests on dates that training sees.")]
    [InlineData("bars: a\nlearners: [logistic]\nlabel: { kind: next-bar-direction, limit: 3 }\n", "p.yaml:3 label.limit: is not a known key.")]
    [InlineData("bars: a\nlearners: [logistic]\nname: a:b\n", "p.yaml:3 name: is 'a:b'. A name holds no '/', ':' or '@'")]
    [InlineData("bars: a\nlearners: [logistic]\nversion: 2\n", "p.yaml:3 version: is '2'. It must be a whole number in [1, 1].")]
    [InlineData("bars: a\nlearners: [logistic]\nseries: [{ name: x }]\n", "p.yaml:3 series[0]: gives neither 'bars' nor 'resample'.")]
    public void Says_what_is_wrong_and_where(string yaml, string problem) => Assert.StartsWith(problem, Wrong(yaml).Message, StringComparison.Ordinal);

    [Fact]
    public void Bombs_are_refused_before_they_are_built()
    {
        Assert.Contains("nested too deeply", Wrong(new string('[', 100_000)).Message, StringComparison.Ordinal);
        Assert.Contains("1048577 characters", Wrong("#" + new string('x', 1 << 20)).Message, StringComparison.Ordinal);
        Assert.Contains("zero bytes", Wrong("bars\0").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.StartsWith(
        "none.yaml: is not there.", Assert.Throws<InputException>(() => PipelineFile.Read("none.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bars.csv")]
    [InlineData("Bars.CSV.gz")]
    public void A_file_of_bars_is_no_pipeline_and_init_is_named(string name)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("vane-bars").FullName, name);
        File.WriteAllText(path, "time,open,high,low,close\n");
        var problem = Assert.Single(Assert.Throws<InputException>(() => PipelineFile.Read(path)).Problems);
        Assert.Equal("is a file of bars, not a pipeline.", problem.What);
        Assert.Contains("vane init", problem.Remedy, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("learners[0].lightgbm.num_leaves=15")]
    [InlineData("learners[0].num_leaves=15")]
    [InlineData("learners.lightgbm.num_leaves=15")]
    public void An_override_reaches_a_learner_by_position_or_name(string assignment)
    {
        var pipeline = PipelineFile.Parse("bars: a\nlearners: [lightgbm, logistic]\n", "p.yaml", [assignment]);
        Assert.Equal(15, pipeline.Learners[0].Learner.GetType().GetProperty("NumLeaves")!.GetValue(pipeline.Learners[0].Learner));
    }

    [Fact]
    public void Overrides_win_over_the_file_and_its_shorthands()
    {
        var pipeline = PipelineFile.Parse(Short, "p.yaml", ["label.horizon=3", "split.folds=3", "features=[rsi(14), t11]", "bars.file=b.csv", "split.embargo=7", "seed=7", "name=x", "register.name=y", "label.ties=drop"]);
        Assert.Equal(new NextBarDirection { Horizon = 3, Ties = TieRule.Drop }, pipeline.Label);
        Assert.Equal((3, 7, 7UL, "x", "y"), (pipeline.Split.Folds, pipeline.Split.Embargo, pipeline.Seed, pipeline.Name, pipeline.Register.Name));
        Assert.Equal(["rsi(14)", "t11"], pipeline.Features.Items);
        Assert.Equal(["b.csv"], pipeline.Bars.Files);
    }

    [Theory]
    [InlineData("folds", "--set: 'folds' is not a path and a value.")]
    [InlineData("split.fold=3", "--set split.fold: is not a known key. Did you mean 'folds'?")]
    [InlineData("split.folds=many", "--set split.folds: is 'many'.")]
    [InlineData("learners[3].C=1", "--set learners[3].C: there is no item 3: the list holds 1")]
    [InlineData("seed.x=1", "--set seed.x: 'x' cannot be set")]
    [InlineData("learners.lightgbm.num_leaves=3", "--set learners.lightgbm.num_leaves: the list has no 'lightgbm'.")]
    public void An_override_that_fits_nowhere_is_refused(string assignment, string problem) => Assert.StartsWith(
        problem, Assert.Throws<InputException>(() => PipelineFile.Parse(Short, "p.yaml", [assignment])).Message, StringComparison.Ordinal);

    private static InputException Wrong(string yaml) => Assert.Throws<InputException>(() => PipelineFile.Parse(yaml, "p.yaml"));
}
