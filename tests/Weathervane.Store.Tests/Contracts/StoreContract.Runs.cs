using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void A_run_keeps_all_that_was_logged_across_a_reopening()
    {
        var run = Runs.Create(new NewRun { Name = "sp500", User = "ada", Tags = new Dictionary<string, string> { ["stage"] = "test" } });
        Runs.LogMetrics(run.Id, new Dictionary<string, double> { ["log_loss"] = 0.1 + 0.2, ["auc"] = 0.5 });
        Runs.LogParams(run.Id, new Dictionary<string, string> { ["trees"] = "100" });
        _workspace.Clock.Now += TimeSpan.FromMinutes(2);
        Runs.Finish(run.Id, RunStatus.Finished);

        var read = _workspace.Reopen().Runs.Get(run.Id);
        Assert.Equal(("sp500", "ada", "Default", RunStatus.Finished), (read.Name, read.User, read.Experiment, read.Status));
        Assert.Equal(TimeSpan.FromMinutes(2), read.End - read.Start);
        Assert.Equal(0.1 + 0.2, read.Metrics["log_loss"]);
        Assert.Equal("100", read.Params["trees"]);
        Assert.Equal(("test", "sp500"), (read.Tags["stage"], read.Tags["mlflow.runName"]));
    }

    [Fact]
    public void Names_and_keys_that_nobody_could_read_are_refused_all_at_once()
    {
        var (name, longest) = (new string('n', 501), new string('n', 500));
        var refused = Assert.Throws<InputException>(() => Runs.Create(new NewRun { Name = name, User = name, Experiment = name }));
        Assert.Equal(["run name", "experiment name", "user"], refused.Problems.Select(p => p.Where));
        Assert.Throws<InputException>(() => Runs.Create(new NewRun { Name = "n", User = "ada", Tags = new Dictionary<string, string> { [new string('k', 251)] = "v" } }));
        Assert.Empty(Runs.List());
        var run = Runs.Create(new NewRun { Name = longest, User = longest, Experiment = longest, Tags = new Dictionary<string, string> { [new string('k', 250)] = "v" } });
        Assert.Throws<InputException>(() => Runs.Update(run.Id, name: name));
        Assert.Equal(longest, Runs.Get(run.Id).Name);
    }

    [Fact]
    public void Ids_are_32_hex_digits_and_the_files_lie_where_MLflow_looks()
    {
        var run = _workspace.NewRun();
        Assert.Matches("^[0-9a-f]{32}$", run.Id);
        Assert.Equal($"mlflow-artifacts:/0/{run.Id}/artifacts", run.ArtifactUri);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(3.0)]
    public void A_metric_comes_back_to_the_bit(double value)
    {
        var run = _workspace.NewRun();
        Runs.LogMetric(run.Id, "m", value);
        Assert.Equal(value, Runs.Get(run.Id).Metrics["m"]);
        Assert.Equal(value, Assert.Single(Runs.History(run.Id, "m")).Value);
    }

    [Fact]
    public void The_latest_value_is_the_greatest_by_step_then_time_then_value_and_history_keeps_all()
    {
        var run = _workspace.NewRun();
        var (early, late) = (_workspace.Clock.Now, _workspace.Clock.Now + TimeSpan.FromSeconds(1));
        Runs.Log(run.Id, new RunLog { Metrics = [new("m", 5, 2, early), new("m", 9, 1, late)] });
        Assert.Equal(5, Runs.Get(run.Id).Metrics["m"]);
        Runs.Log(run.Id, new RunLog { Metrics = [new("m", 4, 2, late)] });
        Assert.Equal(4, Runs.Get(run.Id).Metrics["m"]);
        Runs.Log(run.Id, new RunLog { Metrics = [new("m", 3, 2, late)] });
        Assert.Equal(4, Runs.Get(run.Id).Metrics["m"]);
        Assert.Equal([9.0, 5, 3, 4], Runs.History(run.Id, "m").Select(p => p.Value));
    }

    [Fact]
    public void A_batch_that_is_sent_again_adds_nothing()
    {
        var run = _workspace.NewRun();
        var batch = new RunLog { Metrics = [new("m", double.NaN, 1, _workspace.Clock.Now), new("m", 2, 1, _workspace.Clock.Now)] };
        Runs.Log(run.Id, batch);
        Runs.Log(run.Id, batch);
        Assert.Equal(2, Runs.History(run.Id, "m").Count);
    }

    [Fact]
    public void A_parameter_cannot_change_and_the_whole_batch_is_refused()
    {
        var run = _workspace.NewRun();
        Runs.LogParams(run.Id, new Dictionary<string, string> { ["trees"] = "100" });
        Runs.LogParams(run.Id, new Dictionary<string, string> { ["trees"] = "100" });
        var wrong = Assert.Throws<InputException>(() => Runs.Log(run.Id, new RunLog
        {
            Params = new Dictionary<string, string> { ["trees"] = "200", ["depth"] = "3" },
            Metrics = [new("m", 1)],
        }));
        Assert.Contains("parameter 'trees' is '100' and cannot become '200'", wrong.Message, StringComparison.Ordinal);
        var read = Runs.Get(run.Id);
        Assert.Empty(read.Metrics);
        Assert.False(read.Params.ContainsKey("depth"));
    }

    [Fact]
    public void A_tag_gets_its_new_value()
    {
        var run = _workspace.NewRun();
        Runs.SetTags(run.Id, new Dictionary<string, string> { ["a"] = "1" });
        Runs.SetTags(run.Id, new Dictionary<string, string> { ["a"] = "2" });
        Assert.Equal("2", Runs.Get(run.Id).Tags["a"]);
    }

    [Fact]
    public void Values_of_any_length_and_any_character_are_kept_whole()
    {
        var run = _workspace.NewRun();
        var text = string.Concat(Enumerable.Repeat("'; DROP TABLE runs; -- é \U0001F600 ", 500));
        Runs.LogParams(run.Id, new Dictionary<string, string> { ["p'; --"] = text });
        Assert.Equal(text, Runs.Get(run.Id).Params["p'; --"]);
    }

    [Fact]
    public void Runs_are_listed_newest_first_by_experiment_and_state()
    {
        var first = _workspace.NewRun("first");
        _workspace.Clock.Now += TimeSpan.FromSeconds(1);
        var second = Runs.Create(new NewRun { Name = "second", User = "ada", Experiment = "gbp" });
        Runs.Finish(second.Id, RunStatus.Failed);
        Assert.Equal(["second", "first"], Runs.List().Select(r => r.Name));
        Assert.Equal(["second"], Runs.List(new RunQuery { Limit = 1 }).Select(r => r.Name));
        Assert.Equal(["second"], Runs.List(new RunQuery { Experiment = "gbp" }).Select(r => r.Name));
        Assert.Equal(["first"], Runs.List(new RunQuery { Status = RunStatus.Running }).Select(r => r.Name));
        Assert.Equal($"mlflow-artifacts:/1/{second.Id}/artifacts", second.ArtifactUri);
        Assert.Equal("Default", Runs.Get(first.Id).Experiment);
    }

    [Fact]
    public void A_deleted_run_is_kept_but_neither_listed_nor_written_to()
    {
        var run = _workspace.NewRun();
        Runs.LogMetric(run.Id, "m", 1);
        Runs.Delete(run.Id);
        Assert.Empty(Runs.List());
        Assert.True(Assert.Single(Runs.List(new RunQuery { Deleted = true })).Deleted);
        Assert.Equal(1, Runs.Get(run.Id).Metrics["m"]);
        Assert.Contains("it was deleted", Assert.Throws<InputException>(() => Runs.LogMetric(run.Id, "m", 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_digits_of_an_id_suffice_and_an_unknown_one_says_where_to_look()
    {
        var run = _workspace.NewRun();
        Assert.Equal(run.Id, Runs.Get(run.Id[..8]).Id);
        var unknown = Assert.Throws<InputException>(() => Runs.Get("none"));
        Assert.Contains("there is no such run. 'vane runs list'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_or_overlong_key_is_refused_with_its_length()
    {
        var run = _workspace.NewRun();
        var wrong = Assert.Throws<InputException>(() => Runs.Log(run.Id, new RunLog { Metrics = [new("", 1), new(new string('k', 251), 1)] }));
        Assert.Equal(2, wrong.Problems.Count);
        Assert.Contains("251 characters. 1 to 250 are allowed.", wrong.Message, StringComparison.Ordinal);
    }
}
