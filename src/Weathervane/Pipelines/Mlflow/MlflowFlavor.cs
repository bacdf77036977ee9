namespace Weathervane.Pipelines.Mlflow;

/// <summary>One way in which MLflow can load a model directory.</summary>
/// <param name="Name">The flavour, as MLflow calls it; its loader is <c>mlflow.NAME</c>.</param>
/// <param name="File">The file in the directory that it loads.</param>
/// <param name="Content">That file.</param>
internal sealed record MlflowFlavor(string Name, string File, byte[] Content)
{
    /// <summary>What the flavour says of the file besides, in YAML's order.</summary>
    internal IReadOnlyList<(string Key, string Value)> Facts { get; init; } = [];

    /// <summary>Python packages that its loader needs.</summary>
    internal IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>The whole map, by ONNX Runtime.</summary>
    internal static MlflowFlavor Onnx(byte[] model) => new("onnx", "model.onnx", model)
    {
        Facts = [("onnx_version", "1.16.0"), ("providers", "[CPUExecutionProvider]")],
        // The first ones with TreeEnsemble of ai.onnx.ml 5, which sums in double.
        Requires = ["onnx>=1.16", "onnxruntime>=1.21"],
    };

    /// <summary>Trees alone, by LightGBM.</summary>
    internal static MlflowFlavor LightGbm(byte[] model) => new("lightgbm", "model.lgb", model)
    {
        Facts = [("lgb_version", "4.6.0"), ("model_class", "lightgbm.basic.Booster")],
        Requires = ["lightgbm>=3"],
    };

    /// <summary>Trees alone, by XGBoost.</summary>
    /// <param name="model">The file.</param>
    /// <param name="format"><c>json</c> or <c>ubj</c>.</param>
    internal static MlflowFlavor XgBoost(byte[] model, string format) => new("xgboost", "model." + format, model)
    {
        Facts = [("model_class", "xgboost.core.Booster"), ("model_format", format), ("xgb_version", "1.7.4")],
        Requires = ["xgboost>=1.7"],
    };
}
