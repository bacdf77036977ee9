using Microsoft.AspNetCore.Http;
using Weathervane.Store.Access;

namespace Weathervane.Server.Access;

/// <summary>The least role that may use an endpoint.</summary>
/// <param name="Role">The role; null lets anyone in, without a key.</param>
internal sealed record NeedsRole(Role? Role);

/// <summary>Who asks.</summary>
internal static class CallerOfRequest
{
    private const string Item = "vane.caller";

    /// <summary>The key's name and public id; "local" where no keys are needed.</summary>
    internal static string Caller(this HttpContext http) => http.Items[Item] as string ?? "local";

    internal static void SetCaller(this HttpContext http, ApiKey key) => http.Items[Item] = $"{key.Name} ({key.Id})";
}
