using System.Globalization;
using Weathervane.Store.Search;

namespace Weathervane.Server.MLflow;

/// <summary>Reads what all of MLflow's searches have in common.</summary>
internal static class Queries
{
    /// <summary>The filter, order and page of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="standard">Rows on a page when nothing is asked.</param>
    /// <param name="most">Most rows on a page.</param>
    internal static SearchQuery Of(Fields request, int standard, int most) => new()
    {
        Filter = request.Text("filter") ?? "",
        OrderBy = request.Texts("order_by"),
        Limit = Limit(request, standard, most),
        PageToken = request.Text("page_token"),
    };

    /// <summary>How many rows a page may hold.</summary>
    internal static int Limit(Fields request, int standard, int most) => request.Whole("max_results") switch
    {
        null => standard,
        { } asked when asked >= 1 && asked <= most => (int)asked,
        { } asked => throw MlflowException.Invalid(string.Create(
            CultureInfo.InvariantCulture, $"Invalid value {asked} for parameter 'max_results' supplied. It must be a positive integer of at most {most}.")),
    };

    /// <summary>MLflow's view type, by name or number.</summary>
    internal static LifecycleView View(string? type) => type switch
    {
        null or "ACTIVE_ONLY" or "1" => LifecycleView.Active,
        "DELETED_ONLY" or "2" => LifecycleView.Deleted,
        "ALL" or "3" => LifecycleView.All,
        _ => throw MlflowException.Invalid($"Invalid value '{type}' for the view type supplied. Use ACTIVE_ONLY, DELETED_ONLY or ALL."),
    };
}
