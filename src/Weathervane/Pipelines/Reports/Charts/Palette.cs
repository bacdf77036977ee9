namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>Which class of the style sheet colours what; a model has the same colour and dashes in all charts.</summary>
internal static class Palette
{
    /// <summary>What is only there to compare with.</summary>
    internal const string Neutral = "s6";

    private static readonly string[] Styles = ["s1", "s2", "s3", "s4", "s5"];

    /// <summary>The n-th thing; those beyond the palette begin again.</summary>
    internal static string Of(int index) => Styles[index % Styles.Length];

    /// <summary>A model by its place among the models; baselines are neutral.</summary>
    internal static string Of(RunReport report, ReportModel model) =>
        model.IsBaseline ? Neutral : Of(report.Models.Where(m => !m.IsBaseline).TakeWhile(m => m != model).Count());
}
