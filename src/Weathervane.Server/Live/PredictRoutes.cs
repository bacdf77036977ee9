using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Access;
using Weathervane.Server.Api;
using Weathervane.Server.Operation;
using Weathervane.Store.Access;
using Weathervane.Store.Live;

namespace Weathervane.Server.Live;

/// <summary>Forecasts over HTTP: <c>POST /api/v1/predict</c>, and the routes of the service that this one replaces.</summary>
internal sealed class PredictRoutes(ServedModels models, SeriesAnswers answers, BatchWriter<Answer> log, TimeProvider clock)
{
    /// <summary>The header by which every answer says that the store is away, or holds a newer version that cannot be loaded: since when that is so.</summary>
    internal const string StaleHeader = "Vane-Stale-Since";

    internal void Map(IEndpointRouteBuilder app)
    {
        var reads = new NeedsRole(Role.Read);
        app.MapPost(ApiEndpoints.Prefix + "/predict", (RequestDelegate)Predict).WithMetadata(reads).WithTags("forecasts")
            .WithSummary("Forecasts from features by name, rows of them, bars, or the latest bar of a series.");
        app.MapPost("/predict", (RequestDelegate)PredictList).WithMetadata(reads).ExcludeFromDescription();
        app.MapGet("/features", (RequestDelegate)Features).ExcludeFromDescription();
        app.MapGet("/model-info", (RequestDelegate)ModelInfo).ExcludeFromDescription();
    }

    private async Task Predict(HttpContext http)
    {
        var request = ForecastRequest.Read(await Body(http));
        if (request.Series is { } series)
        {
            var answer = await answers.OfAsync(series, request.Model, request.Key);
            await Answer(http, answer.Model, json => Latest(json, series, answer));
            return;
        }

        var model = answers.Allowed(request.Model is { } reference ? models.Get(reference) : models.Standard());
        if (request.HasBars)
        {
            await Answer(http, model, json => FromBars(json, request, model, http.Caller()));
            return;
        }

        var (rows, now, caller) = (request.Rows(model), clock.GetUtcNow(), http.Caller());
        await Answer(http, model, json =>
        {
            ForecastJson.WriteModel(json, model, now);
            if (!request.IsBatch)
            {
                Write(rows[0]);
                return;
            }

            json.WriteStartArray("forecasts");
            foreach (var row in rows)
            {
                json.WriteStartObject();
                Write(row);
                json.WriteEndObject();
            }

            json.WriteEndArray();

            void Write(double[] row)
            {
                var (probability, familiarity) = model.Model.Predict(row);
                log.Add(new Answer(now, model.Version.Name, model.Version.Version, probability, caller));
                ForecastJson.WriteProbability(json, probability, model.Model.Terms.Threshold, model.SetOf(probability), familiarity);
                if (request.Contributions > 0)
                {
                    ForecastJson.WriteContributions(json, model.Model, row, request.Contributions);
                }
            }
        });
    }

    private void FromBars(Utf8JsonWriter json, ForecastRequest request, ServedModel model, string caller)
    {
        if (model.Model.Recipe.Joined.FirstOrDefault() is { } further)
        {
            throw new InputException("bars", $"are those of one series; the features of {model.Version.Reference} need those of '{further.Name}', too.", "Ask for a series of the server, or send features.");
        }

        var (now, bars, forecaster) = (clock.GetUtcNow(), model.Model.OnCalendar(request.Bars(model.Model.Recipe.Interval)), new Forecaster(model.Model));
        var forecast = forecaster.Forecast(bars)[^1];
        log.Add(new Answer(now, model.Version.Name, model.Version.Version, forecast.Probability, caller));
        ForecastJson.WriteModel(json, model, now);
        ForecastJson.WriteTimes(json, forecast.Bar, forecast.KnownAt, forecast.Target);
        json.WriteString("history", forecaster.HistoryOf(bars).ToString().ToLowerInvariant());
        ForecastJson.WriteProbability(json, forecast.Probability, forecast.Threshold, forecast.Set, forecast.Familiarity);
    }

    private void Latest(Utf8JsonWriter json, string name, SeriesAnswer answer)
    {
        var (model, latest, dealt) = answer;
        ForecastJson.WriteModel(json, model, clock.GetUtcNow());
        json.WriteString("series", name);
        if (dealt is { } arm)
        {
            json.WriteNumber("experiment", arm.Experiment);
            json.WriteNumber("arm", arm.Arm);
        }

        ForecastJson.WriteTimes(json, latest.Bar, latest.KnownAt, latest.Target);
        var probability = latest.Revised ?? latest.Probability;
        json.WriteBoolean("revised", latest.Revised is not null);
        if (latest.Behind is { } behind)
        {
            json.WriteStartArray("behind");
            foreach (var further in behind)
            {
                json.WriteStringValue(further);
            }

            json.WriteEndArray();
        }

        ForecastJson.WriteProbability(
            json, probability, latest.Threshold, latest.Set is { } set ? Enum.Parse<Evaluation.Probabilities.ForecastSet>(set, ignoreCase: true) : null, latest.Familiarity ?? double.NaN);
    }

    // The service that this one replaces took 43 numbers without names; their order is the recipe's, as GET /features tells.
    private async Task PredictList(HttpContext http)
    {
        var model = answers.Allowed(models.Standard());
        var row = Numbers(await Body(http), model);
        var (probability, _) = model.Model.Predict(row);
        log.Add(new Answer(clock.GetUtcNow(), model.Version.Name, model.Version.Version, probability, http.Caller()));
        await Answer(http, model, json =>
        {
            json.WriteString("direction", probability > model.Model.Terms.Threshold ? "UP" : "DOWN");
            json.WriteNumber("probability_up", probability);
            json.WriteNumber("probability_down", 1 - probability);
            json.WriteNumber("confidence", ForecastJson.Confidence(probability));
            json.WriteString("signal_strength", ForecastJson.Signal(probability));
            json.WriteBoolean("proven", model.IsProven);
        });
    }

    private static double[] Numbers(byte[] body, ServedModel model)
    {
        var remedy = $$"""Send {"features": [{{model.Names.Count}} numbers]}.""";
        try
        {
            using var parsed = JsonDocument.Parse(body);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object || !parsed.RootElement.TryGetProperty("features", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                throw new InputException("features", "is missing, or no list.", remedy);
            }

            if (list.GetArrayLength() != model.Names.Count)
            {
                throw new InputException("features", $"holds {list.GetArrayLength()} numbers; {model.Version.Reference} needs {model.Names.Count}.", "GET /features lists them in order.");
            }

            double[] row = [.. list.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetDouble(out var number) ? number : double.NaN)];
            return Array.TrueForAll(row, double.IsFinite) ? row : throw new InputException([.. Enumerable.Range(0, row.Length).Where(i => !double.IsFinite(row[i]))
                .Select(i => new InputProblem($"features[{i}]", $"is no finite number; it is {model.Names[i]}.", "Send a number."))]);
        }
        catch (JsonException wrong)
        {
            throw new InputException("body", $"is not JSON: {wrong.Message}", remedy);
        }
    }

    private Task Features(HttpContext http)
    {
        var model = models.Standard();
        return Answer(http, model, json =>
        {
            json.WriteNumber("feature_count", model.Names.Count);
            json.WriteStartArray("features");
            foreach (var name in model.Names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        });
    }

    private Task ModelInfo(HttpContext http)
    {
        var model = models.Standard();
        var version = model.Version;
        return Answer(http, model, json =>
        {
            json.WriteString("name", version.Name);
            json.WriteString("version", version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("source", version.Source);
            json.WriteString("run_id", version.RunId);
            json.WriteStartObject("metrics");
            foreach (var (key, metric) in version.Metrics.Where(m => double.IsFinite(m.Value.Value)))
            {
                json.WriteNumber(key, metric.Value);
            }

            json.WriteEndObject();
        });
    }

    private static async Task<byte[]> Body(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        ReadResult read;
        while (!(read = await reader.ReadAsync(http.RequestAborted)).IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        var body = read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static Task Answer(HttpContext http, ServedModel model, Action<Utf8JsonWriter> write)
    {
        if (model.StaleSince is { } since)
        {
            http.Response.Headers[StaleHeader] = since.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        }

        return JsonAnswer.Write(http, StatusCodes.Status200OK, "application/json", write);
    }
}
