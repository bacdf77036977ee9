using System.Text.Json;
using Weathervane.Store;
using Weathervane.Store.Access;

namespace Weathervane.Server.MLflow;

/// <summary>One request to MLflow's API on its way to an answer.</summary>
/// <param name="Workspace">Where it is kept.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Answer">Inside the answer's outermost object; nothing written is the empty answer.</param>
/// <param name="Caller">Who asks, for the history.</param>
internal sealed record MlflowCall(Workspace Workspace, Fields Request, Utf8JsonWriter Answer, string Caller)
{
    /// <summary>Ends when nobody waits for the answer; it holds what the answer needs until that is sent.</summary>
    internal required ReadScope Scope { get; init; }

    /// <summary>Refuses callers who may not move one of these aliases.</summary>
    internal required Action<IEnumerable<string>> RequireMayMove { get; init; }

    /// <summary>The values of the path's variables: a logged model's id.</summary>
    internal required Func<string, string> Path { get; init; }
}

/// <summary>A route below <c>/api/2.0/mlflow/</c>.</summary>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Path">The rest of the path.</param>
/// <param name="Role">The least role that may ask.</param>
/// <param name="Handle">Answers, or throws.</param>
internal sealed record MlflowRoute(string Method, string Path, Role Role, Action<MlflowCall> Handle)
{
    internal static MlflowRoute Get(string path, Action<MlflowCall> handle) => new("GET", path, Role.Read, handle);

    /// <summary>A POST that only reads: MLflow's searches.</summary>
    internal static MlflowRoute Ask(string path, Action<MlflowCall> handle) => new("POST", path, Role.Read, handle);

    internal static MlflowRoute Post(string path, Action<MlflowCall> handle) => new("POST", path, Role.Write, handle);

    internal static MlflowRoute Patch(string path, Action<MlflowCall> handle) => new("PATCH", path, Role.Write, handle);

    internal static MlflowRoute Delete(string path, Action<MlflowCall> handle) => new("DELETE", path, Role.Write, handle);
}
