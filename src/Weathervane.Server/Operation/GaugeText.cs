using System.Globalization;
using System.Text;

namespace Weathervane.Server.Operation;

/// <summary>Writes meters in Prometheus' text format.</summary>
internal static class GaugeText
{
    /// <summary>Adds one meter with a line for each labelled value; nothing where there are none.</summary>
    /// <param name="text">Receives it.</param>
    /// <param name="name">The meter's name.</param>
    /// <param name="help">What it says.</param>
    /// <param name="values">Labels as they stand between braces, and values; null is left out.</param>
    /// <param name="type">Its type.</param>
    internal static void Append(StringBuilder text, string name, string help, IReadOnlyList<(string Labels, double? Value)> values, string type = "gauge")
    {
        if (values.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        }

        foreach (var (labels, value) in values)
        {
            if (value is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {number}\n");
            }
        }
    }
}
