using Weathervane.Pipelines.Configuration.Shapes;
using Weathervane.Pipelines.Options;
using static Weathervane.Pipelines.Configuration.Shapes.Kinds;

namespace Weathervane.Pipelines.Configuration.Sections;

/// <summary><c>register:</c></summary>
internal static class RegisterSection
{
    /// <summary>Names that the registry can tell from <c>name:3</c> and <c>name@alias</c>.</summary>
    internal static readonly Shape<string> ModelName = new TextShape(
        "a name", name => name.AsSpan().IndexOfAny("/:@") < 0 && name.Length <= 200, "A name holds no '/', ':' or '@' and at most 200 characters.");

    internal static readonly Shape<RegisterOptions> Shape = new RecordShape<RegisterOptions>(new(), new Fields<RegisterOptions>
    {
        { "name", ModelName, r => r.Name, (r, v) => r with { Name = v }, "The registered model's name; the pipeline's when not given." },
        { "notes", Text("a word for whoever reads the registry"), r => r.Notes, (r, v) => r with { Notes = v }, "A word for whoever reads the registry later." },
        { "promote", OneOf(("if-better", Promotion.IfBetter), ("never", Promotion.Never)), r => r.Promote, (r, v) => r with { Promote = v }, "When the new version becomes the champion: if the gate lets it (another recipe must beat the champion's, a refresh must not be worse), or never by itself." },
        { "each", Flag, r => r.Each, (r, v) => r with { Each = v }, "Whether every learner becomes a version, in this file's order, instead of the best alone." },
    });
}
