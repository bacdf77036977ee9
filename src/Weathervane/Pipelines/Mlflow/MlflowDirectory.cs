using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Formats.XgBoostJson;
using Weathervane.Learners.Trees;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Mlflow;

/// <summary>A model as MLflow keeps one: a directory with an <c>MLmodel</c> file, the model in a form that its flavours load, and what they need.</summary>
/// <remarks>The generic loader (<c>mlflow.pyfunc</c>) takes a table of unscaled features by name and gives the column <c>probability</c>, or <c>value</c> for a
/// regression. Names of the files hold no folder. Equal models and facts give equal bytes.</remarks>
public static class MlflowDirectory
{
    /// <summary>The file that says what the directory holds.</summary>
    public const string Index = "MLmodel";

    /// <summary>A pipeline's model: scaler, trees, ensemble and calibration as one ONNX graph; trees alone also as LightGBM's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">When and where it was made.</param>
    /// <returns>Name and content of each file.</returns>
    /// <exception cref="InputException">It holds trees that ONNX has no node for.</exception>
    public static IReadOnlyDictionary<string, byte[]> Of(ForecastModel model, MlflowFacts facts)
    {
        var (preprocessor, core, calibration) = (model.Preprocessor, model.Core, model.Terms.Calibration);
        var flavors = new List<MlflowFlavor> { MlflowFlavor.Onnx(ForecastGraph.Of(preprocessor.InputNames, preprocessor, core, calibration)) };
        if (core is TreeModel trees && calibration is null && preprocessor.ChangesNothing)
        {
            flavors.Add(MlflowFlavor.LightGbm(ModelFormats.Named("lightgbm").Write!(trees)));
        }

        return Files(flavors, model.Recipe.FeatureNames, ForecastGraph.Output, facts);
    }

    /// <summary>A model that takes rows as they are: as ONNX, and trees as LightGBM's, too.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">When and where it was made.</param>
    /// <returns>Name and content of each file.</returns>
    /// <exception cref="InputException">It holds trees that ONNX has no node for.</exception>
    public static IReadOnlyDictionary<string, byte[]> Of(Model model, MlflowFacts facts)
    {
        var flavors = new List<MlflowFlavor> { MlflowFlavor.Onnx(ForecastGraph.Of(model.FeatureNames, null, model, null)) };
        if (model is TreeModel trees)
        {
            flavors.Add(MlflowFlavor.LightGbm(ModelFormats.Named("lightgbm").Write!(trees)));
        }

        return Files(flavors, model.FeatureNames, OutputOf(model), facts);
    }

    /// <summary>Another program's model: its own file where MLflow has a flavour for it (LightGBM, XGBoost, ONNX), else as ONNX;
    /// so too XGBoost's file that holds more trees than its maker asks.</summary>
    /// <param name="model">What was read from the file.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="original">The file.</param>
    /// <param name="facts">When and where it was made.</param>
    /// <returns>Name and content of each file.</returns>
    public static IReadOnlyDictionary<string, byte[]> Of(TreeModel model, ModelFormat format, byte[] original, MlflowFacts facts)
    {
        MlflowFlavor? own = format.Id switch
        {
            "lightgbm" => MlflowFlavor.LightGbm(original),
            // MLflow would ask the trees after the best round too.
            "xgboost-json" when XgBoostReader.HoldsMoreTrees(original, "model", model) => Shortened(model),
            "xgboost-ubj" when XgBoostReader.HoldsMoreTrees(Ubjson.ToJson(original, "model"), "model", model) => Shortened(model),
            "xgboost-json" => MlflowFlavor.XgBoost(original, "json"),
            "xgboost-ubj" => MlflowFlavor.XgBoost(original, "ubj"),
            "onnx" or "onnx-double" => MlflowFlavor.Onnx(original),
            _ => null,
        };
        return own is null ? Of(model, facts) : Files([own], model.FeatureNames, OutputOf(model), facts);
    }

    /// <summary>ONNX (null), but LightGBM where there are sets of categories, for which ONNX has no node.</summary>
    private static MlflowFlavor? Shortened(TreeModel model) =>
        model.Trees.Any(t => t.Nodes.Any(n => n.Kind == SplitKind.InSet)) ? MlflowFlavor.LightGbm(ModelFormats.Named("lightgbm").Write!(model)) : null;

    private static string OutputOf(Model model) => model is TreeModel { HasProbability: false } ? "value" : ForecastGraph.Output;

    private static Dictionary<string, byte[]> Files(List<MlflowFlavor> flavors, IReadOnlyList<string> features, string output, MlflowFacts facts)
    {
        var files = new Dictionary<string, byte[]> { [Index] = MlmodelFile.Write(flavors, features, output, facts) };
        foreach (var flavor in flavors)
        {
            files.Add(flavor.File, flavor.Content);
        }

        foreach (var (name, text) in PythonEnvironment.Files([.. flavors.SelectMany(f => f.Requires)]))
        {
            files.Add(name, text);
        }

        return files;
    }
}
