using System.Security.Cryptography;
using System.Text;

namespace Weathervane.Pipelines.Reports.Html;

/// <summary>The report's style sheet, part of the assembly.</summary>
internal static class Stylesheet
{
    /// <summary>The text, as it stands between the style tags.</summary>
    internal static string Text { get; } = Read();

    /// <summary>Its hash in the form of a content security policy, which lets this sheet in and nothing else.</summary>
    internal static string Hash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Stylesheet).Assembly.GetManifestResourceStream("report.css")!);

        // A browser hashes the sheet with line feeds, whatever the checkout has.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
