using System.Text;
using Weathervane.Learners.Formats.CatBoostTrees;
using Weathervane.Learners.Formats.LightGbmText;
using Weathervane.Learners.Formats.Onnx;
using Weathervane.Learners.Formats.XgBoostJson;

namespace Weathervane.Learners.Formats;

/// <summary>The catalogue of other programs' model files.</summary>
public static class ModelFormats
{
    private const string SaveAnew =
        "Open it where it was made and save the model itself: XGBoost's save_model(\"model.json\"), LightGBM's booster_.save_model(\"model.txt\"), CatBoost's save_model(\"model.cbm\").";

    /// <summary>Files that people take for model files, by their first bytes.</summary>
    private static readonly (byte[] Mark, string What, string Remedy)[] Foreign =
    [
        .. Enumerable.Range(2, 4).Select(version => (new[] { (byte)0x80, (byte)version }, "it is a pickle (or joblib) file, which holds code and is never opened.", SaveAnew)),
        ("PK"u8.ToArray(), "it is a zip archive, not a model file.", "Unpack it, and name the model file in it."),
        ([0x1F, 0x8B], "it is packed with gzip.", "Unpack it first."),
        ("binf"u8.ToArray(), "it is XGBoost's old binary format, which XGBoost itself no longer writes.", "Save it by XGBoost 1.x or 2.x anew: load_model, then save_model(\"model.json\")."),
        ("booster["u8.ToArray(), "it is a dump for people to read, which lacks parts of the model.", SaveAnew),
        ("["u8.ToArray(), "it is a list in JSON, as XGBoost's dump_model writes for people to read; that lacks parts of the model.", SaveAnew),
    ];

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
        ?? throw (Foreign.FirstOrDefault(f => content.Span.TrimStart(" \t\r\n"u8).StartsWith(f.Mark.AsSpan())) is { What: { } what, Remedy: { } remedy }
            ? new InputException(source, what, remedy)
            : new InputException(source, "it looks like no model file that can be read.", $"Say which it is: {string.Join(", ", All.Select(f => f.Id))}."));

    private static bool StartsWith(ReadOnlyMemory<byte> content, string mark) => content.Span.TrimStart(" \t\r\n"u8).StartsWith(Encoding.ASCII.GetBytes(mark));

    private static bool Mentions(ReadOnlyMemory<byte> content, string mark) => content.Span.IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0;
}
