using System.Globalization;
using Weathervane.Features;
using Weathervane.Features.Tables;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Cli.Commands.Drift;

/// <summary>Two tables of anyone's: a reference, or what was kept of one, and the rows to test.</summary>
internal static class DriftTables
{
    private static readonly string[] TimeNames = ["time", "timestamp", "date", "datetime", "bar", "knownat", "target"];

    /// <exception cref="InputException">Files or columns are missing, or a table is too small.</exception>
    internal static DriftSubject Of(DriftRequest request, int threads, CancellationToken cancel)
    {
        var problems = new List<InputProblem>();
        Refuse(request.Reference is null, "--reference", "is missing.", "Give a model or pipeline with --bars, or two tables: --reference A.csv --current B.csv.");
        Refuse(request.Current is null, "--current", "is missing.", "Name the table to test.");
        Refuse(request.Bars is not null, "--bars", "needs a model or pipeline.", "Name one, or leave --bars out.");
        Refuse(request.Window is not null, "--window", "needs a model or pipeline.", "Of two tables all rows are tested.");
        foreach (var path in new[] { request.Reference, request.Current }.OfType<string>().Where(p => !File.Exists(p)))
        {
            problems.Add(new InputProblem(path, Directory.Exists(path) ? "is a folder." : "is not there."));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }

        var (referencePath, currentPath, notes) = (request.Reference!, request.Current!, new List<string>());
        var options = new TableReadOptions { Threads = threads, Cancel = cancel };
        var asked = request.Columns?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isKept = Path.GetExtension(referencePath).Equals(".json", StringComparison.OrdinalIgnoreCase);
        var rows = isKept ? null : Read(referencePath, asked, options, notes);
        var reference = rows is null
            ? Chosen(DriftReference.Parse(File.ReadAllText(referencePath), referencePath), asked, referencePath)
            : DriftReference.Of(rows, threads: threads, cancel: cancel);
        string[] names = [.. reference.Columns.Select(c => c.Name)];
        var window = Read(currentPath, names, options, notes);
        return new DriftSubject(
            string.Create(CultureInfo.InvariantCulture, $"{currentPath} ({window.Rows:N0} rows) against {referencePath} ({reference.Rows:N0} rows)"), reference, window, notes, rows);

        void Refuse(bool isWrong, string where, string what, string remedy)
        {
            if (isWrong)
            {
                problems.Add(new InputProblem(where, what, remedy));
            }
        }
    }

    private static DriftReference Chosen(DriftReference reference, string[]? asked, string path)
    {
        string[] unknown = [.. (asked ?? []).Except(reference.Columns.Select(c => c.Name))];
        return unknown.Length > 0
            ? throw new InputException(path, $"has no column {string.Join(", ", unknown)}.", $"It has {string.Join(", ", reference.Columns.Select(c => c.Name))}.")
            : asked is null ? reference : reference with { Columns = [.. reference.Columns.Where(c => asked.Contains(c.Name))] };
    }

    /// <summary>The named columns, or all but times and those that hold text, which are told.</summary>
    private static FeatureMatrix Read(string path, string[]? names, TableReadOptions options, List<string> notes)
    {
        if (names is not null)
        {
            return FeatureTable.Read(path, names, options);
        }

        string[] header = [], text = [];
        FeatureTable.Read(path, all =>
        {
            header = [.. all];
            // No column is read yet: only the header was wanted.
            return [];
        }, options);
        text = TextColumns(path, header);
        if (text.Length > 0)
        {
            notes.Add($"{path}: left out, as they hold times or text: {string.Join(", ", text)}.");
        }

        string[] numbers = [.. header.Except(text)];
        return numbers.Length == 0
            ? throw new InputException(path, "has no column of numbers.", $"Its columns are {string.Join(", ", header)}.")
            : FeatureTable.Read(path, numbers, options);
    }

    /// <summary>Columns whose name is one of a time's, or whose first known cell is no number.</summary>
    private static string[] TextColumns(string path, string[] header)
    {
        var text = new HashSet<string>(header.Where(h => TimeNames.Contains(h.ToLowerInvariant())));
        foreach (var name in header.Where(h => !text.Contains(h)))
        {
            try
            {
                FeatureTable.Read(path, [name]);
            }
            catch (InputException)
            {
                text.Add(name);
            }
        }

        return [.. header.Where(text.Contains)];
    }
}
