using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weathervane.Monitoring.Drift;

/// <summary>A drift report as text.</summary>
public static class DriftReportText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // A column that could not be tested has no numbers: its NaN is null, and never stops the report from being kept.
        Converters = { new UnknownAsNull(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The report as indented JSON with camelCase names; numbers that are not finite are null.</summary>
    /// <param name="report">The report.</param>
    public static string Json(DriftReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>The report as Markdown: the verdict, and a row a column.</summary>
    /// <param name="report">The report.</param>
    public static string Markdown(DriftReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Drift\n\n{report.Words}\n\nWindow of {report.Rows:N0} rows against a reference of {report.ReferenceRows:N0}; {report.Draws:N0} draws a column, seed {report.Seed}.\n");
        text.Append("Columns alarm where the adjusted p is at most ").Append(CultureInfo.InvariantCulture, $"{report.Level}.\n\n");
        text.Append("| column | alarm | p | adjusted p | mean moved (sd) | spread | smallest visible shift (sd) | effective rows | in words |\n|---|---|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (var column in report.Columns)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Cell(column.Name)} | {(column.Alarm ? "ALARM" : "")} | {P(column.PValue)} | {P(column.AdjustedPValue)} | {Number(column.Shift, "+0.00;-0.00;0.00")} | {Number(column.Spread, "0.00")} | {Number(column.SmallestVisibleShift, "0.00")} | {Number(column.EffectiveRows, "N0")} | {Cell(column.Words)} |\n");
        }

        return text.ToString();
    }

    /// <summary>A p-value for people: three digits, or below what is told; a dash where there is none.</summary>
    /// <param name="p">In [0, 1], or NaN.</param>
    public static string P(double p) => double.IsNaN(p) ? "-" : p < 0.0001 ? "<0.0001" : p.ToString(p < 0.01 ? "0.0000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>A number for people; a dash where there is none.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="format">A .NET format.</param>
    public static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private sealed class UnknownAsNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override bool HandleNull => true;

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
