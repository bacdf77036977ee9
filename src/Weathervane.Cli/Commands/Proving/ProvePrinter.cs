using System.Globalization;
using Weathervane.Evaluation.Leaks;

namespace Weathervane.Cli.Commands.Proving;

/// <summary>Shows what a search for leaks found.</summary>
internal static class ProvePrinter
{
    /// <summary>Prints, and tells how the command ends: 1 when something was found.</summary>
    internal static int Print(Terminal terminal, LeakReport report, bool json, bool strict)
    {
        var suspicious = report.Columns.Count(c => c.Verdict == ColumnVerdict.Suspicious);
        var exit = report.Findings.Count > 0 || (strict && suspicious > 0) ? 1 : 0;
        if (json)
        {
            terminal.WriteJson(new { verdict = Verdict(report, suspicious), report.Findings, report.Checks, report.Columns, report.Notes, exit });
            return exit;
        }

        terminal.WriteTable(
            ["check", ">tries", ">found", "what must hold"],
            report.Checks.Select(c => (IReadOnlyList<string>)
                [c.Name, Number(c.Trials), Number(report.Findings.Count(f => f.Check == c.Name)), c.Summary]));
        foreach (var finding in report.Findings)
        {
            terminal.Output.WriteLine($"LEAK {Where(finding)}{(finding.Check == "columns" ? " " : ": ")}{finding.What}");
        }

        foreach (var column in report.Columns.Where(c => c.Verdict != ColumnVerdict.Leaks))
        {
            terminal.Output.WriteLine($"{column.Feature}: {column.What}");
        }

        foreach (var note in report.Notes)
        {
            terminal.Output.WriteLine("Mind: " + note);
        }

        terminal.Output.WriteLine($"Verdict: {Verdict(report, suspicious)}");
        return exit;
    }

    private static string Verdict(LeakReport report, int suspicious)
    {
        var features = report.Findings.Select(f => f.Feature).OfType<string>().Distinct().ToList();
        if (report.Findings.Count > 0)
        {
            return features.Count > 0 ? $"LEAKS in {string.Join(", ", features)}." : "LEAKS.";
        }

        return report.Columns.Count == 0 ? $"no leak found in {Number(report.Checks.Sum(c => c.Trials))} tries. That is strong evidence, not a proof."
            : suspicious > 0 ? $"not provable; {Number(suspicious)} of {Number(report.Columns.Count)} columns without their program are suspicious."
            : $"not provable: {Number(report.Columns.Count)} columns came without the program that made them.";
    }

    private static string Where(LeakFinding finding)
    {
        var bar = finding.Bar is { } open ? string.Create(CultureInfo.InvariantCulture, $"bar {open:yyyy-MM-dd HH:mm}") : null;
        return string.Join(", ", new[] { finding.Feature ?? finding.Check, bar }.OfType<string>());
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
