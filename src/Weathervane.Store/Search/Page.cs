using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
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
        : new Page<T>([.. found.Take(query.Limit)], PageToken.Of(PageToken.Read(query) + query.Offset + query.Limit, query));
}

/// <summary>Where a page begins, and in what search, in a form that says to callers that it is not theirs to make.</summary>
internal static class PageToken
{
    private const int LettersOfSearch = 16;

    internal static string Of(long offset, SearchQuery query) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{{\"offset\": {offset}, \"search\": \"{NameOf(query)}\"}}")));

    /// <summary>The place of the page that a search asks for, 0 for the first.</summary>
    /// <exception cref="InputException">The token was not given out by <see cref="Of"/>, or for another search.</exception>
    internal static long Read(SearchQuery query)
    {
        if (query.PageToken is not { Length: > 0 } token)
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
                    // MLflow's own tokens tell a place alone.
                    return !content.RootElement.TryGetProperty("search", out var search) || search.GetString() == NameOf(query) ? value : throw new InputException(
                        "page_token", "it was given out for another search: a filter, an order or what is searched in has changed since.", "Start from the first page: leave it out.");
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Said below like any other token that is not ours.
        }

        throw new InputException("page_token", $"'{(token.Length > 40 ? token[..40] + "..." : token)}' is no page's token.", "Give back the next_page_token of an answer, or none for the first page.");
    }

    // Rows are counted from the first: in another order, or among other rows, the same place would leave some out and give others twice.
    private static string NameOf(SearchQuery query)
    {
        var text = new StringBuilder();
        foreach (var part in (string[])[query.Within, query.View.ToString(), query.Filter, .. query.OrderBy])
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length} {part} ");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..LettersOfSearch];
    }
}
