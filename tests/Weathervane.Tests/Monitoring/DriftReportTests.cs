using System.Text.Json;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Tests.Monitoring;

public sealed class DriftReportTests
{
    private static readonly DriftReport Report = DriftMonitor.Check(
        DriftReference.Of(Series.Table([.. Enumerable.Repeat(double.NaN, 400)], [.. Enumerable.Repeat(1.0, 400)], Series.Autoregressive(1, 400, 0))),
        Series.Table([.. Enumerable.Repeat(double.PositiveInfinity, 60)], [.. Enumerable.Repeat(1.0, 60)], [.. Series.Autoregressive(2, 60, 0).Select(v => v + 2)]),
        new DriftOptions { Draws = 200 });

    [Fact]
    public void Can_always_be_saved_with_unknown_numbers_as_null_and_the_alarm_as_a_plain_true()
    {
        // The old service crashed here: its alarm was a numpy bool, and its JSON writer knew no NaN.
        using var document = JsonDocument.Parse(DriftReportText.Json(Report));
        Assert.True(document.RootElement.GetProperty("alarm").GetBoolean());
        var columns = document.RootElement.GetProperty("columns");
        Assert.Equal(JsonValueKind.Null, columns[0].GetProperty("pValue").ValueKind);
        Assert.Equal(JsonValueKind.Null, columns[1].GetProperty("shift").ValueKind);
        Assert.InRange(columns[2].GetProperty("shift").GetDouble(), 1.5, 2.5);
        Assert.Equal("feature", columns[2].GetProperty("kind").GetString());
    }

    [Fact]
    public void Markdown_starts_with_the_verdict_and_has_a_row_a_column()
    {
        var lines = DriftReportText.Markdown(Report).Split('\n');
        Assert.StartsWith("DRIFT in 1 of 3 columns: x2. A window of 60 rows shows a shift of 0.", lines[2], StringComparison.Ordinal);
        Assert.Equal("| x1 |  | - | - | - | - | - | - | constant at 1, as in the reference |", lines[^3]);
        Assert.StartsWith("| x2 | ALARM | <0.0001 | <0.0001 | +", lines[^2], StringComparison.Ordinal);
    }
}
