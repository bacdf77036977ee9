using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Weathervane.Learners.Formats;

namespace Weathervane.Cli.Tests;

public sealed class ReproduceCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_model_comes_out_the_same_from_its_record_wherever_it_is_asked_for_and_nothing_is_kept()
    {
        await TrainAsync();
        var again = await _shop.RunAsync("reproduce", "a:1");
        Assert.True(again.Exit == 0, again.Error + again.Output);
        Assert.Equal("a:1 comes out the same to the last bit.", again.Output.TrimEnd());
        await _shop.RunAsync("models", "export", "a:1", "-o", _shop.At("a.vane"));
        var byFile = await Cli.RunAsync("reproduce", _shop.At("a.vane"), "--folder", _shop.Folder);
        Assert.True(byFile.Exit == 0, byFile.Error + byFile.Output);
        File.Move(_shop.At("a.csv"), _shop.At("moved.csv"));
        Assert.Equal(0, (await _shop.RunAsync("reproduce", "a:1", "--bars", _shop.At("moved.csv"))).Exit);
        Assert.Single((await _shop.JsonAsync("runs", "list")).EnumerateArray());
        // Where the bars are gone, that is what is said.
        var gone = await _shop.RunAsync("reproduce", "a:1");
        Assert.Equal(2, gone.Exit);
        Assert.Contains("a.csv", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_before_the_sealed_span_was_kept_still_comes_out_the_same()
    {
        await TrainAsync();
        await _shop.RunAsync("models", "export", "a:1", "-o", _shop.At("a.vane"));
        var (header, model) = ModelFile.Read(File.ReadAllBytes(_shop.At("a.vane")), "a.vane");
        var facts = JsonNode.Parse(header)!;
        Assert.True(facts["facts"]!.AsObject().Remove("sealedFrom") && facts["facts"]!.AsObject().Remove("sealedTo"));
        File.WriteAllBytes(_shop.At("old.vane"), new ModelFile(facts.ToJsonString(new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals }), model).ToBytes());
        var again = await Cli.RunAsync("reproduce", _shop.At("old.vane"), "--folder", _shop.Folder);
        Assert.True(again.Exit == 0, again.Error + again.Output);
        // Which of its later bars were sealed it cannot tell.
        await _shop.RunAsync("predict", "--model", _shop.At("old.vane"), "--bars", _shop.At("a.csv"), "-o", _shop.At("f.csv"));
        Assert.Equal(["learnt", "new"], File.ReadLines(_shop.At("f.csv")).Skip(1).Select(l => l.Split(',')[7]).Distinct());
    }

    [Fact]
    public async Task One_changed_bar_is_named_first_and_ends_with_exit_code_1()
    {
        await TrainAsync();
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        var cells = lines[100].Split(',');
        cells[4] = (double.Parse(cells[4], CultureInfo.InvariantCulture) * 1.0001).ToString("R", CultureInfo.InvariantCulture);
        lines[100] = string.Join(',', cells);
        File.WriteAllLines(_shop.At("a.csv"), lines);
        var again = await _shop.RunAsync("reproduce", "a:1");
        Assert.Equal(1, again.Exit);
        Assert.Contains("a:1 does not come out the same: bars SHA-256, ", again.Output, StringComparison.Ordinal);
        Assert.Contains("model SHA-256", again.Output, StringComparison.Ordinal);
        // The pipeline is what it was.
        Assert.DoesNotContain("pipeline SHA-256", again.Output, StringComparison.Ordinal);
        var json = await _shop.RunAsync("reproduce", "a:1", "--json");
        Assert.Contains("\"same\": false", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_version_of_a_run_that_kept_all_learners_is_found_again()
    {
        _shop.Bars("a.csv", 500, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [logistic, {random-forest: {n_estimators: 5, max_depth: 3}}]\nensemble: soft\nregister: {each: true}\ncalibration: platt\nthreshold: mcc"));
        Assert.True(run.Exit == 0, run.Error);
        foreach (var version in new[] { "a:1", "a:2", "a:3" })
        {
            var again = await _shop.RunAsync("reproduce", version);
            Assert.True(again.Exit == 0, version + again.Output);
        }
    }

    private async Task TrainAsync()
    {
        _shop.Bars("a.csv", 500, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [{lightgbm: {n_estimators: 5, tune: {num_leaves: [2, 6]}}}]\ntuning: {trials: 3, folds: 2}"));
        Assert.True(run.Exit == 0, run.Error);
    }
}
