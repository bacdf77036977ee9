using Weathervane.Store.Studies;

namespace Weathervane.Store.Tests.Studies;

public sealed class StudyStoreTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

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
}
