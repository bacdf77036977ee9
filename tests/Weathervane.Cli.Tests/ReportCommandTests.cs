using System.Text.Json;

namespace Weathervane.Cli.Tests;

public sealed class ReportCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_kept_run_gives_its_page_again_byte_for_byte_by_id_or_by_model_and_in_other_forms()
    {
        await TrainAsync();
        var run = (await _shop.JsonAsync("runs", "list")).EnumerateArray().Single().GetProperty("id").GetString()!;
        Assert.Equal(0, (await _shop.RunAsync("report", run[..8], "-o", _shop.At("r.html"))).Exit);
        Assert.Equal(File.ReadAllText(Directory.GetFiles(Path.Combine(_shop.Store, "reports")).Single()), File.ReadAllText(_shop.At("r.html")));
        Assert.Equal(File.ReadAllText(_shop.At("r.html")), (await _shop.RunAsync("report", "a:1")).Output);
        foreach (var part in new[] { "id=\"money\"", "id=\"decisions\"", "id=\"contributions\"", "id=\"equity\"", "vane reproduce a:1" })
        {
            Assert.Contains(part, File.ReadAllText(_shop.At("r.html")), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<script", File.ReadAllText(_shop.At("r.html")), StringComparison.Ordinal);
        Assert.Equal(0, (await _shop.RunAsync("report", "a:1", "-o", _shop.At("r.md"))).Exit);
        Assert.StartsWith("# a\n", File.ReadAllText(_shop.At("r.md")), StringComparison.Ordinal);
        Assert.Contains("## Money", File.ReadAllText(_shop.At("r.md")), StringComparison.Ordinal);
        var data = JsonDocument.Parse((await _shop.RunAsync("report", "a:1", "--format", "json")).Output).RootElement;
        Assert.Equal(run, data.GetProperty("runId").GetString());
        Assert.Equal(3, data.GetProperty("money").GetProperty("ways").GetArrayLength());
    }

    [Fact]
    public async Task Two_versions_give_one_page_with_paired_gains_changes_and_curves_of_both()
    {
        await TrainAsync();
        await _shop.RunAsync("run", _shop.At("a.yaml"), "--set", "learners=[{logistic: {C: 0.00001}}]");
        var compare = await _shop.RunAsync("models", "compare", "a:1", "a:2", "--report", _shop.At("c.html"));
        Assert.True(compare.Exit == 0, compare.Error);
        var page = File.ReadAllText(_shop.At("c.html"));
        foreach (var part in new[] { "a:2 against a:1", "id=\"changes\"", "id=\"roc\"", "id=\"money\"", "id=\"importance\"", "<span>comparison</span>", "1E-05" })
        {
            Assert.Contains(part, page, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await _shop.RunAsync("models", "compare", "a:1", "a:2", "--report", _shop.At("c.json"))).Exit);
        var json = JsonDocument.Parse(File.ReadAllText(_shop.At("c.json"))).RootElement;
        // Half of the 4/5 that are not sealed, less the warm-up and the purge.
        Assert.InRange(json.GetProperty("verdict").GetProperty("bars").GetInt32(), 230, 240);
        Assert.Equal(["a:2", "a:1"], json.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Several_versions_are_paired_with_the_first_and_every_p_value_shown_is_one_of_all()
    {
        await TrainAsync();
        await _shop.RunAsync("run", _shop.At("a.yaml"), "--set", "learners=[{logistic: {C: 0.00001}}]");
        await _shop.RunAsync("run", _shop.At("a.yaml"), "--set", "learners=[{logistic: {C: 0.001}}]");
        var json = await _shop.JsonAsync("models", "compare", "a:1", "a:2", "a:3");
        var pairs = json.GetProperty("comparisons").EnumerateArray().ToList();
        Assert.Equal(["a:2", "a:3"], pairs.Select(p => p.GetProperty("second").GetString()));
        var all = pairs.SelectMany(p => p.GetProperty("paired").GetProperty("gains").EnumerateArray()).ToList();
        Assert.Equal(20, all.Count);
        // Both pairs' metrics are one family.
        var tested = all.Where(g => g.GetProperty("pValue").ValueKind == JsonValueKind.Number)
            .Select(g => (P: g.GetProperty("pValue").GetDouble(), Holm: g.GetProperty("pValueOfAll").GetDouble())).OrderBy(g => g.P).ToList();
        var worst = 0.0;
        for (var i = 0; i < tested.Count; i++)
        {
            worst = Math.Max(worst, Math.Min(1, (tested.Count - i) * tested[i].P));
            Assert.Equal(worst, tested[i].Holm, 1e-12);
        }

        Assert.Contains(tested, g => g.Holm > g.P + 0.01);
        var text = await _shop.RunAsync("models", "compare", "a:1", "a:2", "a:3");
        Assert.Contains("p of all (Holm)", text.Output, StringComparison.Ordinal);
        Assert.Matches(@"a:3 against a:1 +log_loss +[+-]0\.\d{4} .*(BEATS|NOT PROVEN|WORSE)", text.Output);
        var page = await _shop.RunAsync("models", "compare", "a:1", "a:2", "a:3", "--report", _shop.At("c.html"));
        Assert.Equal(2, page.Exit);
        Assert.Contains("--report: a page compares two versions, and 3 are named.", page.Error, StringComparison.Ordinal);
        // A page of two holds the same correction over its own ten.
        await _shop.RunAsync("models", "compare", "a:1", "a:2", "--report", _shop.At("c.md"));
        Assert.Contains("| metric | score | baseline | its score | gain | 95% interval | p | p of all | verdict |", File.ReadAllText(_shop.At("c.md")), StringComparison.Ordinal);
        Assert.Contains("a:2 beside a:1, metric by metric", File.ReadAllText(_shop.At("c.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_has_no_report()
    {
        await TrainAsync();
        Assert.Equal(2, (await _shop.RunAsync("report", "nobody")).Exit);
        Assert.Equal(2, (await _shop.RunAsync("report", "abcdef12")).Exit);
    }

    private async Task TrainAsync()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"));
        Assert.True(run.Exit == 0, run.Error);
    }
}
