using System.Text.Json;
using Weathervane.Learners;
using Weathervane.Learners.Formats;

namespace Weathervane.Cli.Commands;

/// <summary>Models that take rows of numbers as they are: another program's, one of those imported, or one that <c>vane fit</c> made.</summary>
internal static class RowModels
{
    /// <summary>Reads a file's content.</summary>
    /// <exception cref="InputException">It is no model file, or one whose recipe works on bars.</exception>
    internal static Model Read(byte[] content, string name, string? format)
    {
        if (format is not null || !ModelFile.IsOne(content))
        {
            return (format is null ? ModelFormats.Guess(content, name) : ModelFormats.Named(format)).Read(content, name);
        }

        var file = ModelFile.Read(content, name);
        return TakesRows(file)
            ? file.Model
            : throw new InputException(name, "was trained by a pipeline, whose recipe works on bars.", $"Use: vane predict --model {name} --bars FILE -o OUT.csv");
    }

    /// <summary>Whether a model takes rows as they are; one that a pipeline trained computes and scales them from bars first.</summary>
    internal static bool TakesRows(ModelFile file)
    {
        using var header = JsonDocument.Parse(file.Header);
        return header.RootElement.TryGetProperty("imported", out _) || header.RootElement.TryGetProperty("fitted", out _);
    }
}
