using System.Text.Json.Nodes;
using Weathervane.Evaluation.Inference;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Store;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;
using Weathervane.Server.Tests.Live;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>Servers make the trials of a search that was asked for, and it is the study that one program would have made.</summary>
public sealed class SearchTests
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples/sp500.csv");

    private static readonly Pipeline Asked = PipelineFile.Parse(
        $"name: small\nbars: {{ file: '{Sample}', to: 2012-01-01 }}\nfeatures: [return(1), return(5)]\nsplit: {{ folds: 2 }}\nlearners:\n  - xgboost: {{ n_estimators: 5, tune: {{ max_depth: [1, 6], eta: [0.01, 0.3] }} }}\ntuning: {{ trials: 12, folds: 2 }}\n",
        "p.yaml");

    [Fact]
    public async Task The_study_of_two_servers_is_the_study_of_one_program_to_the_bit()
    {
        var whole = PipelineTuner.Run(Asked, PipelineInputs.Load(Asked, 1, TestContext.Current.CancellationToken), ["xgboost"], new RunOptions())[0].Result;
        await using var server = await RunningServer.StartAsync();
        using var same = Workspace.Open(server.Folder, TimeProvider.System);
        await using var other = await VaneServer.StartAsync(same, new ServerOptions { Port = 0, Role = ServerRole.Worker }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        var told = (await Ask(server, SearchFiles.Of(Asked)))[0]!;
        Assert.Equal("small/xgboost", told["study"]!["name"]!.GetValue<string>());
        Assert.Equal(12, told["job"]!["trials"]!.GetValue<int>());
        await PredictTests.Until(() => server.Workspace.Studies.Get("small/xgboost").Job!.Ended is not null);
        var kept = server.Workspace.Studies.Get("small/xgboost");
        Assert.Equal(JobOutcome.Done, kept.Job!.Outcome);
        Assert.Equal(RunStatus.Finished, server.Workspace.Runs.Get(kept.Study.RunId).Status);
        var trials = server.Workspace.Studies.Trials(kept.Id);
        Assert.Equal(whole.Trials.Select(StudyRecords.Of).Select(Key), trials.Select(Key));
        Assert.All(trials, t => Assert.InRange(t.Seconds!.Value, 1e-9, 1e3));

        // Each is a try, whoever made it, with the gains that one program works out.
        var alone = new Dictionary<string, ScoredTry>();
        PipelineTuner.Run(Asked, PipelineInputs.Load(Asked, 1, TestContext.Current.CancellationToken), ["xgboost"], new RunOptions { TrialTried = (_, tried) => alone[tried.Name] = tried });
        var tries = server.Workspace.Tries.OfRun(kept.Study.RunId);
        Assert.Equal(12, alone.Count);
        Assert.Equal(alone.Keys.Order(), tries.Select(t => t.Name).Distinct().Order());
        Assert.All(tries, t => Assert.Equal(alone[t.Name].Gains!.Sums, t.Gains!.Sums));
        Assert.Equal(("sp500", "next-bar-direction/1"), (tries[0].Series, tries[0].Label));
        Assert.Equal(tries.Count, JsonNode.Parse((await server.Client.Send("GET", $"/api/v1/runs/{kept.Study.RunId}/tries")).Body)!.AsArray().Count);

        // More trials go on with it; with other settings the name is taken.
        await Ask(server, SearchFiles.Of(Asked with { Tuning = Asked.Tuning with { Trials = 14 } }));
        await PredictTests.Until(() => server.Workspace.Studies.Trials(kept.Id).Count == 14 && server.Workspace.Studies.Get("small/xgboost").Job!.Ended is not null);
        Assert.Equal(trials.Select(Key), server.Workspace.Studies.Trials(kept.Id).Take(12).Select(Key));
        Assert.Contains("study small/xgboost: was started with seed", await Refused(server, SearchFiles.Of(Asked with { Seed = 7 })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_can_be_stopped_and_gone_on_with()
    {
        // Nobody works here.
        await using var server = await RunningServer.StartAsync(new ServerOptions { Role = ServerRole.Api });
        await Ask(server, SearchFiles.Of(Asked));
        var (status, answer) = await server.Client.Send("DELETE", "/api/v1/studies/1/job");
        Assert.True(status == 200, answer);
        Assert.Equal("stopped", JsonNode.Parse(answer)!["job"]!["outcome"]!.GetValue<string>());
        Assert.Empty(server.Workspace.StudyJobs.Open());
        (status, answer) = await server.Client.Send("DELETE", "/api/v1/studies/1/job");
        Assert.Equal(400, status);
        Assert.Contains("no server is asked for its trials", answer, StringComparison.Ordinal);
        await Ask(server, SearchFiles.Of(Asked));
        Assert.Single(server.Workspace.StudyJobs.Open());
    }

    [Fact]
    public async Task A_pipeline_from_outside_reads_no_file_that_did_not_come_with_it()
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions { Role = ServerRole.Api });
        var files = SearchFiles.Of(Asked);
        Assert.Contains("the file 'sp500.csv' did not come with the pipeline", await Refused(server, files with { Bars = new Dictionary<string, byte[]>() }), StringComparison.Ordinal);
        Assert.Contains($"the file '{Sample}' did not come with the pipeline", await Refused(server, files with { Pipeline = PipelineFile.Write(Asked) }), StringComparison.Ordinal);
        foreach (var name in new[] { "../up.csv", "/etc/up.csv", "a\\b.csv", "..", "" })
        {
            var wrong = new Dictionary<string, byte[]>(files.Bars) { [name] = [1] };
            Assert.Contains("is no name of a file without a folder", await Refused(server, files with { Bars = wrong }), StringComparison.Ordinal);
        }

        Assert.Contains("tuning.seconds", await Refused(server, SearchFiles.Of(Asked with { Tuning = Asked.Tuning with { Seconds = 3 } })), StringComparison.Ordinal);
        Assert.Empty(server.Workspace.StudyJobs.Open());
        Assert.Empty(server.Workspace.Runs.List(new RunQuery()));
    }

    private static string Key(Trial trial) => FormattableString.Invariant(
        $"{trial.Number} {trial.State} {string.Join(',', trial.Parameters.OrderBy(p => p.Key))} {trial.Value:R} {trial.StandardError:R} {string.Join(',', trial.FoldValues.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}");

    [Fact]
    public void Files_of_bars_keep_their_names_but_where_two_folders_hold_the_same()
    {
        var folder = Directory.CreateTempSubdirectory("vane-names-").FullName;
        try
        {
            string[] names = ["0-x.csv", "a/X.csv", "b/x.csv", "1-x.csv"];
            foreach (var path in names.Select(n => Path.Combine(folder, n)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Copy(Sample, path);
            }

            Assert.Equal(["0-x.csv", "X.csv", "1-x.csv", "1-1-x.csv"], SearchFiles.Of(Asked with { Folder = folder, Bars = Asked.Bars with { Files = names } }).Bars.Keys);
            var alone = SearchFiles.Of(Asked with { Folder = folder, Bars = Asked.Bars with { Files = [names[0]] } });
            Assert.Equal("0-x", alone.Load(1, TestContext.Current.CancellationToken).Inputs.Bars.Name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonArray> Ask(RunningServer server, SearchFiles files)
    {
        var (status, answer) = await server.Client.Send("POST", "/api/v1/studies", Body(files));
        Assert.True(status == 200, answer);
        return JsonNode.Parse(answer)!.AsArray();
    }

    private static async Task<string> Refused(RunningServer server, SearchFiles files)
    {
        var (status, answer) = await server.Client.Send("POST", "/api/v1/studies", Body(files));
        Assert.Equal(400, status);
        return JsonNode.Parse(answer)!["detail"]!.GetValue<string>();
    }

    private static string Body(SearchFiles files) => System.Text.Json.JsonSerializer.Serialize(new { pipeline = files.Pipeline, files = files.Bars });
}
