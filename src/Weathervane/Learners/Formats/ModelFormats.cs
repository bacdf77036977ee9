using System.Text;
using Weathervane.Learners.Formats.LightGbmText;
using Weathervane.Learners.Formats.XgBoostJson;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats;

/// <summary>The catalogue of other programs' model files.</summary>
public static class ModelFormats
{
    private const int Start = 4096;

    /// <summary>All formats; a file is taken for the first whose marks it bears.</summary>
    public static IReadOnlyList<ModelFormat> All { get; } =
    [
        new()
        {
            Id = "lightgbm", Extension = ".txt", Description = "LightGBM's text model (save_model), versions 2 to 4",
            Detect = content => StartsWith(content, "tree"), Read = LightGbmReader.Read,
        },
        new()
        {
            Id = "xgboost-json", Extension = ".json", Description = "XGBoost's JSON model (save_model), 1.0 to 3.x",
            Detect = content => StartsWith(content, "{") && Mentions(content, "\"learner\"") && !Mentions(content, "\"oblivious_trees\""), Read = XgBoostReader.Read,
        },
        new()
        {
            Id = "xgboost-ubj", Extension = ".ubj", Description = "XGBoost's binary JSON model (save_model), 1.6 to 3.x",
            Detect = content => StartsWith(content, "{L\0") || StartsWith(content, "{i") || StartsWith(content, "{U"), Read = ReadUbjson,
        },
    ];

    /// <summary>The format of that name.</summary>
    /// <exception cref="InputException">There is none; the names are listed.</exception>
    public static ModelFormat Named(string id) => All.FirstOrDefault(f => f.Id == id)
        ?? throw new InputException("format", $"'{id}' is no format.", $"Allowed: {string.Join(", ", All.Select(f => f.Id))}.");

    /// <summary>The format that content bears the marks of.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">It bears those of none.</exception>
    public static ModelFormat Guess(ReadOnlyMemory<byte> content, string source) => All.FirstOrDefault(f => f.Detect(content))
        ?? throw new InputException(source, "it looks like no model file that can be read.", $"Say which it is: {string.Join(", ", All.Select(f => f.Id))}.");

    private static TreeModel ReadUbjson(ReadOnlyMemory<byte> content, string source) => XgBoostReader.Read(Ubjson.ToJson(content, source), source);

    private static bool StartsWith(ReadOnlyMemory<byte> content, string mark) => content.Span.StartsWith(Encoding.ASCII.GetBytes(mark));

    private static bool Mentions(ReadOnlyMemory<byte> content, string mark) =>
        content.Span[..Math.Min(content.Length, Start)].IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0;
}
