using System.Text.Json.Serialization;

namespace Weathervane.Server.MLflow;

/// <summary>Serialisers made by the compiler, so that the first request does not wait for reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class FieldsJson : JsonSerializerContext;
