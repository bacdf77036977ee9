using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Embedding;
using Weathervane.Server.Tests.Live;
using Weathervane.Store;
using Weathervane.Store.Locations;

namespace Weathervane.Server.Tests.Embedding;

/// <summary>Forecasts inside someone else's application.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "vane-embedded-" + Guid.NewGuid().ToString("N"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_application_answers_with_the_library_s_numbers_and_sees_a_moved_alias()
    {
        using var workspace = Workspace.Open(_folder, TimeProvider.System);
        TrainedModel.Register(workspace, TrainedModel.Line);
        await using var app = Application(new WeathervaneOptions { Workspace = new WorkspaceLocation(_folder) });
        app.MapGet("/next", (Forecasters forecasters) => forecasters.Next("sp500", TrainedModel.Bars).Probability);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal(Expected(TrainedModel.Line), await Next(client));
        TrainedModel.Register(workspace, TrainedModel.Tree);
        var moved = Expected(TrainedModel.Tree);
        for (var i = 0; await Next(client) != moved; i++)
        {
            Assert.True(i < 600, "The alias that moved was not seen.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void A_loop_goes_on_where_its_history_ends()
    {
        using var workspace = Workspace.Open(_folder, TimeProvider.System);
        TrainedModel.Register(workspace, TrainedModel.Line);
        using var app = Application(new WeathervaneOptions { Workspace = new WorkspaceLocation(_folder) });
        var bars = TrainedModel.Bars;
        var live = app.Services.GetRequiredService<Forecasters>().Live("sp500", bars.Slice(0, bars.Count - 1));
        Assert.Equal(Expected(TrainedModel.Line), live.Update(bars[bars.Count - 1]).Probability);
    }

    [Fact]
    public void A_model_without_a_proven_edge_is_used_only_when_that_is_said()
    {
        using (var workspace = Workspace.Open(_folder, TimeProvider.System))
        {
            TrainedModel.Register(workspace, TrainedModel.Line, verdict: "NOT PROVEN");
        }

        var options = new WeathervaneOptions { Workspace = new WorkspaceLocation(_folder) };
        using var strict = Application(options);
        var wrong = Assert.Throws<InputException>(() => strict.Services.GetRequiredService<Forecasters>().Model("sp500"));
        Assert.Contains("has no proven edge: its verdict on record is NOT PROVEN. Set WeathervaneOptions.AllowUnproven to use it all the same.", wrong.Message, StringComparison.Ordinal);
        using var lax = Application(options with { AllowUnproven = true });
        Assert.NotNull(lax.Services.GetRequiredService<Forecasters>().Model("sp500"));
    }

    private static WebApplication Application(WeathervaneOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddWeathervane(options);
        return builder.Build();
    }

    private static double Expected(ForecastModel model) => new Forecaster(model).Forecast(model.OnCalendar(TrainedModel.Bars))[^1].Probability;

    private static async Task<double> Next(HttpClient client) =>
        double.Parse(await client.GetStringAsync("/next", TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture);
}
