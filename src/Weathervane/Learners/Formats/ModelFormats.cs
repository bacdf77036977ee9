using System.Text;
using Weathervane.Learners.Formats.CatBoostTrees;
using Weathervane.Learners.Formats.LightGbmText;
using Weathervane.Learners.Formats.Onnx;
using Weathervane.Learners.Formats.XgBoostJson;

namespace Weathervane.Learners.Formats;

/// <summary>The catalogue of other programs' model files.</summary>
public static class ModelFormats
{
    /// <summary>All formats; a file is taken for the first whose marks it bears.</summary>
    public static IReadOnlyList<ModelFormat> All { get; } =
    [
        new()
        {
            Id = "lightgbm", Extension = ".txt", Description = "LightGBM's text model, versions 2 to 4",
            Detect = content => StartsWith(content, "tree"), Read = LightGbmReader.Read, Write = LightGbmWriter.Write,
        },
        new()
        {
            Id = "catboost-json", Extension = ".json", Description = "CatBoost's JSON model: symmetric trees on numbers",
            Detect = content => StartsWith(content, "{") && Mentions(content, "\"features_info\""), Read = CatBoostJsonReader.Read, Write = CatBoostJsonWriter.Write,
        },
        new()
        {
            Id = "xgboost-json", Extension = ".json", Description = "XGBoost's JSON model, 1.0 to 3.x",
            Detect = content => StartsWith(content, "{") && Mentions(content, "\"learner\""), Read = XgBoostReader.Read, Write = XgBoostWriter.Write,
        },
        new()
        {
            Id = "xgboost-ubj", Extension = ".ubj", Description = "XGBoost's binary JSON model, 1.6 to 3.x",
            Detect = content => StartsWith(content, "{") && Mentions(content, "learner{"),
            Read = (content, source) => XgBoostReader.Read(Ubjson.ToJson(content, source), source), Write = model => UbjsonWriter.FromJson(XgBoostWriter.Write(model)),
        },
        new()
        {
            Id = "catboost-cbm", Extension = ".cbm", Description = "CatBoost's binary model: symmetric trees on numbers",
            Detect = content => StartsWith(content, "CBM1"), Read = CbmReader.Read,
            WhyNotWritten = "CatBoost reads catboost-json as well",
        },
        new()
        {
            Id = "onnx", Extension = ".onnx", Description = "ONNX, a tree ensemble with float32 input",
            Detect = content => Mentions(content, "TreeEnsemble"), Read = OnnxReader.Read, Write = OnnxWriter.WriteFloat,
        },
        new()
        {
            Id = "onnx-double", Extension = ".onnx", Description = "ONNX, a tree ensemble with double input",
            Detect = _ => false, Read = OnnxReader.Read, Write = OnnxWriter.WriteDouble,
        },
    ];

    /// <summary>The format of that name; a program's name alone stands for its first format: <c>xgboost</c> for <c>xgboost-json</c>.</summary>
    /// <exception cref="InputException">There is none; the names are listed.</exception>
    public static ModelFormat Named(string id) => All.FirstOrDefault(f => f.Id == id)
        ?? All.FirstOrDefault(f => id.Length > 0 && f.Id.StartsWith(id + "-", StringComparison.Ordinal))
        ?? throw new InputException("format", $"'{id}' is no format.", $"Allowed: {string.Join(", ", All.Select(f => f.Id))}.");

    /// <summary>The format that content bears the marks of.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">It bears those of none.</exception>
    public static ModelFormat Guess(ReadOnlyMemory<byte> content, string source) => All.FirstOrDefault(f => f.Detect(content))
        ?? throw new InputException(source, "it looks like no model file that can be read.", $"Say which it is: {string.Join(", ", All.Select(f => f.Id))}.");

    private static bool StartsWith(ReadOnlyMemory<byte> content, string mark) => content.Span.TrimStart(" \t\r\n"u8).StartsWith(Encoding.ASCII.GetBytes(mark));

    private static bool Mentions(ReadOnlyMemory<byte> content, string mark) => content.Span.IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0;
}
