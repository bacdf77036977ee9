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
