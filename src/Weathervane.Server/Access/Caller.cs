using System.Net;
using Microsoft.AspNetCore.Http;
using Weathervane.Store;
using Weathervane.Store.Access;
using Weathervane.Store.Models;

namespace Weathervane.Server.Access;

/// <summary>The least role that may use an endpoint.</summary>
/// <param name="Role">The role; null lets anyone in, without a key.</param>
internal sealed record NeedsRole(Role? Role);

/// <summary>What this caller may not do although the endpoint is open to its role, as a message for people.</summary>
internal sealed class NotAllowedException(string message) : Exception(message);

/// <summary>Who asks.</summary>
internal static class CallerOfRequest
{
    /// <summary>The header by which callers say who they are where no keys do.</summary>
    internal const string NameHeader = "Vane-User";

    private const string Item = "vane.caller", KeyItem = "vane.key", RoleItem = "vane.role";
    private const int LongestName = 100;

    /// <summary>The key's name and public id; where no keys are needed the name that the caller gives itself, else "local".</summary>
    internal static string Caller(this HttpContext http) => http.Items[Item] as string ?? "local";

    /// <summary>Takes the caller's word for who it is. Parentheses and hidden characters stay out, so that nobody looks like a key or like another.</summary>
    internal static void SetCallerByItsName(this HttpContext http)
    {
        var name = Uri.UnescapeDataString(http.Request.Headers[NameHeader].ToString()).Trim();
        if (name.Length is > 0 and <= LongestName && !name.Any(c => char.IsControl(c) || c is '(' or ')') && PlainName.Shown(name) == name)
        {
            http.Items[Item] = name;
        }
    }

    internal static void SetCaller(this HttpContext http, ApiKey key) =>
        (http.Items[Item], http.Items[KeyItem], http.Items[RoleItem]) = ($"{key.Name} ({key.Id})", key.Id, key.Role);

    /// <summary>Lets move by hand, or take away, whatever aliases of a model a caller may: the champion's, which is served, is the admin's.</summary>
    /// <exception cref="NotAllowedException">The champion's is among them, and the caller's key has another role.</exception>
    internal static void RequireMayMove(this HttpContext http, params IEnumerable<string> aliases)
    {
        if (!http.MayMoveChampion() && aliases.Contains(ModelName.Champion))
        {
            throw Refused(http, "to say by hand which version is the champion");
        }
    }

    /// <summary>Lets change which models forecast a series that others rely on: the first answers for it, which is as much as to say which version is the champion.</summary>
    /// <exception cref="NotAllowedException">Another model would answer for it, and the caller's key has another role than admin.</exception>
    internal static void RequireMayAnswer(this HttpContext http, string? answers, string? wouldAnswer)
    {
        if (answers is not null && answers != wouldAnswer && !http.MayMoveChampion())
        {
            throw Refused(http, $"to let {(wouldAnswer is null ? "no model" : $"'{wouldAnswer}'")} answer for a series instead of '{answers}'");
        }
    }

    /// <summary>Whether the caller may say by hand which version is the champion: an admin, or anyone where there are no keys.</summary>
    internal static bool MayMoveChampion(this HttpContext http) => http.Items[RoleItem] is not Role role || role == Role.Admin;

    private static NotAllowedException Refused(HttpContext http, string what) =>
        new($"The key of {http.Caller()} has the role {http.Items[RoleItem]!.ToString()!.ToLowerInvariant()}; {what} needs admin.");

    /// <summary>The caller's address; none where the connection has no such thing.</summary>
    internal static IPAddress Address(this HttpContext http) => http.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <summary>The public id of the key that the caller showed, or that its session began with; null without a key that works.</summary>
    internal static string? KeyId(this HttpContext http) => http.Items[KeyItem] as string;
}
