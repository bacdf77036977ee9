using System.Globalization;
using System.Text.RegularExpressions;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Tests.Pipelines.Reports.Html;

/// <summary>The palette, as WCAG 2.2 AA counts contrast and as colour-blind readers see it.</summary>
public sealed partial class StylesheetTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Text_has_a_contrast_of_at_least_four_and_a_half(int theme)
    {
        var colours = Theme(theme);
        foreach (var ground in (string[])["paper", "ground"])
        {
            Assert.All((string[])["ink", "soft", "link", "good", "bad", "unsure"], text => AtLeast(4.5, colours, text, ground));
        }

        Assert.All((string[])["good", "bad", "unsure"], tone => AtLeast(4.5, colours, tone, tone + "-tint"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Marks_of_charts_have_a_contrast_of_at_least_three(int theme) =>
        Assert.All((string[])["axis", "s1", "s2", "s3", "s4", "s5", "s6"], mark => AtLeast(3, Theme(theme), mark, "paper"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_pairs_that_mean_different_things_stay_apart_for_colour_blind_readers(int theme)
    {
        // up and down, right and wrong, training and test: the first two colours.
        var (first, second) = (Theme(theme)["s1"], Theme(theme)["s2"]);
        foreach (var kind in Blindness)
        {
            // 20 in CIE 1976 units is several times a difference that can just be seen.
            Assert.True(Distance(See(kind, first), See(kind, second)) > 20);
        }
    }

    /// <summary>Linear RGB to linear RGB for protanopia, deuteranopia and tritanopia. Source: Machado, Oliveira and Fernandes (2009), severity 1.</summary>
    private static readonly double[][] Blindness =
    [
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ];

    private static void AtLeast(double least, Dictionary<string, double[]> colours, string front, string back)
    {
        var (a, b) = (Luminance(colours[front]), Luminance(colours[back]));
        var contrast = (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
        Assert.True(contrast >= least, string.Create(CultureInfo.InvariantCulture, $"{front} on {back}: {contrast:0.00}"));
    }

    /// <summary>The n-th block of colours in the sheet, as linear RGB: light is first, dark second.</summary>
    private static Dictionary<string, double[]> Theme(int theme) =>
        Colour().Matches(Root().Matches(Stylesheet.Text)[theme].Value).ToDictionary(
            m => m.Groups[1].Value,
            m => Enumerable.Range(0, 3).Select(i => Linear(Convert.ToInt32(m.Groups[2].Value.Substring(2 * i, 2), 16) / 255.0)).ToArray());

    private static double Linear(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);

    private static double Luminance(double[] c) => (0.2126 * c[0]) + (0.7152 * c[1]) + (0.0722 * c[2]);

    private static double[] See(double[] kind, double[] c) =>
        [.. Enumerable.Range(0, 3).Select(i => Math.Clamp((kind[3 * i] * c[0]) + (kind[(3 * i) + 1] * c[1]) + (kind[(3 * i) + 2] * c[2]), 0, 1))];

    private static double Distance(double[] a, double[] b)
    {
        var (x, y) = (Lab(a), Lab(b));
        return Math.Sqrt(x.Zip(y).Sum(p => (p.First - p.Second) * (p.First - p.Second)));
    }

    private static double[] Lab(double[] c)
    {
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
        var x = F(((0.4124 * c[0]) + (0.3576 * c[1]) + (0.1805 * c[2])) / 0.9505);
        var y = F(Luminance(c));
        var z = F(((0.0193 * c[0]) + (0.1192 * c[1]) + (0.9505 * c[2])) / 1.089);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];
    }

    [GeneratedRegex(":root \\{[^}]*\\}")]
    private static partial Regex Root();

    [GeneratedRegex("--([a-z0-9-]+): #([0-9a-f]{6})")]
    private static partial Regex Colour();
}
