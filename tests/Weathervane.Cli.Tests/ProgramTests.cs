using System.Text.Json.Nodes;

namespace Weathervane.Cli.Tests;

public sealed class ProgramTests
{
    [Fact]
    public async Task Help_says_what_the_program_is()
    {
        var help = await Cli.RunAsync("--help");
        Assert.Equal(0, help.Exit);
        Assert.Contains("next bar", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_is_wrong_input_with_a_way_on()
    {
        var wrong = await Cli.RunAsync("fly");
        Assert.Equal(2, wrong.Exit);
        Assert.Contains("'fly'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("--help", wrong.Error, StringComparison.Ordinal);
        Assert.Empty(wrong.Output);
    }

    [Fact]
    public void The_collector_is_told_to_hold_little()
    {
        var said = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vane.runtimeconfig.json")))!["runtimeOptions"]!["configProperties"]!;
        Assert.Equal(4 << 20, said["System.GC.Gen0MaxBudget"]!.GetValue<int>());
        Assert.Equal(5, said["System.GC.ConserveMemory"]!.GetValue<int>());
    }
}
