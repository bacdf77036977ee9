using Weathervane.Store.Studies;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void A_study_comes_back_with_every_trial()
    {
        var run = _workspace.NewRun();
        var study = new Study(run.Id, "lightgbm", "tpe", ulong.MaxValue, "log_loss", HigherIsBetter: false, "num_leaves: 20..50");
        var id = _workspace.Store.Studies.Create(study);
        var point = new Dictionary<string, string> { ["num_leaves"] = "31" };
        _workspace.Store.Studies.AddTrial(id, new Trial(1, TrialState.Failed, point, null, null, "out of memory"));
        _workspace.Store.Studies.AddTrial(id, new Trial(0, TrialState.Complete, point, 0.69, 0.002));

        var store = _workspace.Reopen();
        Assert.Equal([(id, study)], store.Studies.OfRun(run.Id));
        var trials = store.Studies.Trials(id);
        Assert.Equal([(0, TrialState.Complete, 0.69, 0.002), (1, TrialState.Failed, (double?)null, (double?)null)], trials.Select(t => (t.Number, t.State, t.Value, t.StandardError)));
        Assert.Equal("31", trials[0].Parameters["num_leaves"]);
        Assert.Equal("out of memory", trials[1].Message);
    }

    [Fact]
    public void A_trial_is_never_overwritten()
    {
        var id = _workspace.Store.Studies.Create(new Study(_workspace.NewRun().Id, "x", "random", 1, "log_loss", false, ""));
        _workspace.Store.Studies.AddTrial(id, new Trial(0, TrialState.Complete, new Dictionary<string, string>(), 0.69));
        Assert.Contains(
            "it has a trial 0 already",
            Assert.Throws<InputException>(() => _workspace.Store.Studies.AddTrial(id, new Trial(0, TrialState.Complete, new Dictionary<string, string>(), 0.1))).Message,
            StringComparison.Ordinal);
        Assert.Equal(0.69, Assert.Single(_workspace.Store.Studies.Trials(id)).Value);
    }

    [Fact]
    public void What_a_study_needs_to_go_on_comes_back_to_the_last_bit()
    {
        var study = new Study(_workspace.NewRun().Id, "gbp/lightgbm", "gp", 7, "log_loss", false, "{}") { Pruner = "hyperband", Width = 9, Task = "abc" };
        var id = _workspace.Store.Studies.Create(study);
        var trial = new Trial(0, TrialState.Pruned, new Dictionary<string, string>(), null)
        {
            FoldValues = [0.1 + 0.2, 1.0 / 3], Reports = [new(5, double.NaN), new(11, double.PositiveInfinity), new(33, 0.1 + 0.7)], Seconds = 0.1 + 0.2,
        };
        _workspace.Store.Studies.AddTrial(id, trial);
        var store = _workspace.Reopen().Studies;
        Assert.Equal(study, store.Newest("gbp/lightgbm")!.Study);
        var back = Assert.Single(store.Trials(id));
        Assert.Equal((trial.FoldValues, trial.Reports), (back.FoldValues, back.Reports), EqualityComparer<(IReadOnlyList<double> Folds, IReadOnlyList<StepValue> Reports)>.Create(
            (x, y) => x.Folds.SequenceEqual(y.Folds) && x.Reports.SequenceEqual(y.Reports), _ => 0));
        Assert.Equal((0.1 + 0.2, store.Newest("gbp/lightgbm")!.Created), (back.Seconds, back.Ended));
    }

    [Theory]
    [InlineData(false, 2, 0.68)]
    [InlineData(true, 1, 0.71)]
    public void A_study_says_how_many_trials_it_has_and_the_earliest_of_its_best(bool higherIsBetter, int best, double value)
    {
        var studies = _workspace.Store.Studies;
        var run = _workspace.NewRun().Id;
        var ids = new[] { "few", "many" }.Select(name => studies.Create(new Study(run, name, "tpe", 1, "metric", higherIsBetter, ""))).ToList();
        Assert.All(studies.List(), s => Assert.Equal((0, (BestTrial?)null), (s.Trials, s.Best)));
        studies.AddTrial(ids[0], new Trial(0, TrialState.Failed, new Dictionary<string, string>(), null));
        // A trial that was stopped early is worth something, too, and is no candidate; nor is one whose value is none.
        (TrialState State, double? Value)[] trials = [(TrialState.Complete, 0.70), (TrialState.Complete, 0.71), (TrialState.Complete, 0.68), (TrialState.Complete, 0.71), (TrialState.Complete, 0.68), (TrialState.Pruned, 0.1), (TrialState.Pruned, 0.9), (TrialState.Complete, double.NaN)];
        foreach (var (number, (state, worth)) in trials.Index().Reverse())
        {
            studies.AddTrial(ids[1], new Trial(number, state, new Dictionary<string, string> { ["n"] = $"{number}" }, worth, 0.001 * number));
        }

        var (many, few) = (studies.List()[0], studies.List()[1]);
        Assert.Equal((1, (BestTrial?)null), (few.Trials, few.Best));
        Assert.Equal((8, best, value, 0.001 * best, $"{best}"), (many.Trials, many.Best!.Number, many.Best.Value, many.Best.StandardError, many.Best.Parameters["n"]));
        Assert.Equal(many.Best.Number, studies.Get("many").Best!.Number);
    }

    [Fact]
    public void A_study_is_found_by_its_number_or_as_the_newest_of_its_name()
    {
        var run = _workspace.NewRun().Id;
        var ids = new[] { "a", "b", "a" }.Select(n => _workspace.Store.Studies.Create(new Study(run, n, "tpe", 1, "log_loss", false, ""))).ToList();
        var studies = _workspace.Store.Studies;
        Assert.Equal(ids.AsEnumerable().Reverse(), studies.List().Select(s => s.Id));
        Assert.Equal([ids[2], ids[1], ids[0]], new[] { "a", "b", $"{ids[0]}" }.Select(n => studies.Get(n).Id));
        Assert.Null(studies.Newest("c"));
        Assert.Equal("study c: there is no such study in this workspace. 'vane studies list' shows them.", Assert.Throws<InputException>(() => studies.Get("c")).Message);
    }
}
