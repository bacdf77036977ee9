using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Weathervane.Store.Search;

/// <summary>Rows found, and how to ask for those that follow.</summary>
/// <typeparam name="T">What was searched.</typeparam>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextToken">Give it back as <see cref="SearchQuery.PageToken"/>; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken)
{
    /// <summary>Cuts one row more than was asked for into a page.</summary>
    internal static Page<T> Of(IReadOnlyList<T> found, SearchQuery query) => found.Count <= query.Limit
        ? new Page<T>(found, null)
        : new Page<T>([.. found.Take(query.Limit)], PageToken.Of(PageToken.Read(query.PageToken) + query.Offset + query.Limit));
}

/// <summary>Where a page begins, in a form that says to callers that it is not theirs to make.</summary>
internal static class PageToken
{
    internal static string Of(long offset) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}")));

    /// <exception cref="InputException">The token was not given out by <see cref="Of"/>.</exception>
    internal static long Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        try
        {
            if (Base64.IsValid(token))
            {
                using var content = JsonDocument.Parse(Convert.FromBase64String(token));
                if (content.RootElement.TryGetProperty("offset", out var offset) && offset.TryGetInt64(out var value) && value >= 0)
                {
                    return value;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Said below like any other token that is not ours.
        }

        throw new InputException("page_token", $"'{(token.Length > 40 ? token[..40] + "..." : token)}' is no page's token.", "Give back the next_page_token of an answer, or none.");
    }
}
