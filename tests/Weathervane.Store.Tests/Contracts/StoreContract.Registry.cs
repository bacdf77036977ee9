using System.Security.Cryptography;
using System.Text;
using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void A_version_keeps_all_that_was_registered_across_a_reopening()
    {
        var run = _workspace.NewRun();
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        Models.Register(new NewVersion
        {
            Name = "gbp",
            Author = "ada",
            RunId = run.Id,
            Model = bytes,
            Pipeline = "learner: random-forest\n",
            Files = new Dictionary<string, byte[]> { ["plots/roc.svg"] = [1, 2, 3] },
            Parameters = new Dictionary<string, string> { ["trees"] = "50" },
            Metrics = [new("log_loss", 0.6921), new("sharpe", 0.3, HigherIsBetter: true), new("auc_of_nothing", double.NaN)],
            PrimaryMetric = "log_loss",
            Verdict = "NOT PROVEN",
            Notes = "first try",
            Tags = new Dictionary<string, string> { ["market"] = "fx" },
            BarsSha256 = "abc",
            CodeVersion = "0.1.0",
        });

        var store = _workspace.Reopen();
        var read = store.Models.Resolve("gbp:1");
        Assert.Equal(
            ("ada", run.Id, "log_loss", "NOT PROVEN", "first try", "abc", "0.1.0"),
            (read.Author, read.RunId, read.PrimaryMetric, read.Verdict, read.Notes, read.BarsSha256, read.CodeVersion));
        Assert.Equal(_workspace.Clock.Now, read.Created);
        Assert.Equal("50", read.Parameters["trees"]);
        Assert.Equal("fx", read.Tags["market"]);
        Assert.Equal(new VersionMetric("log_loss", 0.6921, HigherIsBetter: false), read.Metrics["log_loss"]);
        Assert.Equal(new VersionMetric("sharpe", 0.3, HigherIsBetter: true), read.Metrics["sharpe"]);
        Assert.Equal(new VersionMetric("auc_of_nothing", double.NaN), read.Metrics["auc_of_nothing"]);
        Assert.Equal(["model.vane", "pipeline.yaml", "plots/roc.svg"], store.Artifacts.List(read).Select(f => f.Name));
        Assert.Equal(bytes, store.Artifacts.Read(read, ModelVersion.ModelFile));
        Assert.Equal("learner: random-forest\n", Encoding.UTF8.GetString(store.Artifacts.Read(read, ModelVersion.PipelineFile)));
        Assert.Equal(store.Artifacts.List(read)[1].Sha256, read.PipelineSha256);
    }

    [Fact]
    public void Numbers_are_never_reused_not_after_a_version_is_deleted_and_not_after_the_model_is()
    {
        _workspace.Register();
        _workspace.Register();
        Models.Delete(_workspace.Register(), "ada", "wrong bars");
        Assert.Equal(4, _workspace.Register().Version);
        Assert.Equal([1L, 2, 4], Models.Versions("gbp").Select(v => v.Version));

        Models.Delete("gbp", "ada", "start again");
        Assert.Empty(Models.List());
        Assert.Equal(5, _workspace.Register().Version);
        Assert.Equal([5L], Models.Versions("gbp", deleted: true).Select(v => v.Version));
    }

    [Fact]
    public void A_deleted_version_stays_in_the_history_with_who_and_why()
    {
        Models.Delete(_workspace.Register(), "ada", "wrong bars");
        var version = Assert.Single(Models.Versions("gbp", deleted: true));
        Assert.Equal("ada: wrong bars", version.DeletedWhy);
        Assert.Contains("all its versions were deleted", Assert.Throws<InputException>(() => Models.Resolve("gbp:1")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_from_elsewhere_is_refused_and_takes_no_number()
    {
        Assert.Contains("there is no such run", Assert.Throws<InputException>(() => Models.Register(
            new NewVersion { Name = "gbp", Author = "ada", RunId = new string('0', 32) })).Message, StringComparison.Ordinal);
        Assert.Equal(1, _workspace.Register().Version);
    }

    [Theory]
    [InlineData("", "the name is empty")]
    [InlineData("a/b", "holds '/'")]
    [InlineData("a:b", "holds ':'")]
    [InlineData("a@b", "holds '@'")]
    [InlineData("a\nb", "holds the control character 10")]
    [InlineData("a\0b", "holds the control character 0")]
    [InlineData(" a", "begins or ends with a space")]
    public void A_name_that_a_reference_could_not_hold_is_refused(string name, string why) =>
        Assert.Contains(why, Assert.Throws<InputException>(() => _workspace.Register(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void A_file_that_leaves_its_folder_is_refused(string name)
    {
        var files = new Dictionary<string, byte[]> { [name] = [1] };
        Assert.Throws<ArgumentException>(() => Models.Register(new NewVersion { Name = "gbp", Author = "ada", Files = files }));
        Assert.Empty(Models.List());
    }

    [Fact]
    public void A_list_of_models_says_the_newest_version_and_where_aliases_stand()
    {
        Models.Promote(_workspace.Register(logLoss: 0.5), "ada", "first");
        Models.SetAlias(_workspace.Register(), "shadow", "ada", "watch it");
        _workspace.Register("btc");
        var models = Models.List();
        Assert.Equal(["btc", "gbp"], models.Select(m => m.Name));
        Assert.Equal((2, 2), (models[1].Versions, models[1].Latest));
        Assert.Equal([("champion", 1L), ("shadow", 2L)], models[1].Aliases.OrderBy(a => a.Key).Select(a => (a.Key, a.Value)));
    }
}
