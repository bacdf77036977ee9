using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Api;

/// <summary>Two versions on the rows that both were scored on.</summary>
public sealed class ComparisonReportTests
{
    [Fact]
    public async Task Gains_are_of_the_common_rows_alone_and_tell_what_luck_does_not_explain()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            // The second knows each outcome a little on the 400 bars of both, and nothing on 100 that only it was scored on.
            Register(w, 400, _ => 0.5);
            Register(w, 500, i => i >= 400 ? 0.01 : i % 2 == 1 ? 0.6 : 0.4);
            w.Models.Register(new NewVersion { Name = "btc", Author = "ada", Model = [1] });
        });
        var (status, answer) = await server.Client.Send("GET", "/api/v1/models/btc/compare/report?left=1&right=2");
        Assert.True(status == 200, answer);
        var report = JsonNode.Parse(answer)!;
        var gain = report["verdict"]!["gain"]!;
        Assert.Equal(("log_loss", 400, "beats"), (report["verdict"]!["metric"]!.GetValue<string>(), report["verdict"]!["bars"]!.GetValue<int>(), gain["outcome"]!.GetValue<string>()));
        // -ln 0.5 - (-ln 0.6) on every row.
        Assert.Equal(Math.Log(1.2), gain["value"]!.GetValue<double>(), 1e-12);
        Assert.Equal(["btc:2", "btc:1"], report["models"]!.AsArray().Select(m => m!["name"]!.GetValue<string>()));
        (status, answer) = await server.Client.Send("GET", "/api/v1/models/btc/compare/report?left=1&right=3");
        Assert.Equal(400, status);
        Assert.Contains("btc:3: kept no walk-forward forecasts to compare.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_common_rows_are_told()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            Register(w, 99, _ => 0.5);
            Register(w, 99, _ => 0.6);
        });
        var (status, answer) = await server.Client.Send("GET", "/api/v1/models/btc/compare/report?left=1&right=2");
        Assert.Equal(400, status);
        Assert.Contains("btc:1 and btc:2: were scored on only 99 rows in common; at least 100 are wanted.", answer, StringComparison.Ordinal);
    }

    private static void Register(Store.Workspace workspace, int rows, Func<int, double> probability)
    {
        var text = new StringBuilder("bar,label,probability\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddHours(i):yyyy-MM-ddTHH:mm:ssZ},{i % 2},{probability(i):R}\n");
        }

        workspace.Models.Register(new NewVersion
        {
            Name = "btc",
            Author = "ada",
            Model = [1],
            PrimaryMetric = "log_loss",
            Files = new Dictionary<string, byte[]> { ["forecasts.csv"] = Encoding.ASCII.GetBytes(text.ToString()) },
        });
    }
}
