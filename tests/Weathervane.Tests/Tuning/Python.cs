using System.Globalization;
using System.Text.Json;

namespace Weathervane.Tests.Tuning;

/// <summary>Asks the distribution's Python (NumPy, SciPy, scikit-learn) for numbers to compare with.</summary>
internal static class Python
{
    /// <summary>What a script prints, read as JSON; the test is skipped where a module is missing, and fails if CI=true.</summary>
    internal static JsonElement Ask(string module, string script) =>
        PeerProcess.Run(PeerProcess.Python, "-c", $"import {module}\nimport json\nimport numpy as np\n{script}");

    /// <summary>A list of lists of numbers as Python writes it.</summary>
    internal static string Rows(IEnumerable<double[]> rows) => $"[{string.Join(",", rows.Select(r => Row(r)))}]";

    internal static string Row(IEnumerable<double> row) => $"[{string.Join(",", row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}
