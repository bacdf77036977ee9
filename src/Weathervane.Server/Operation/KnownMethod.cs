using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Operation;

/// <summary>Names of HTTP methods for what is kept: a client may invent as many as it likes.</summary>
internal static class KnownMethod
{
    private static readonly string[] Known =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options,
    ];

    /// <summary>The method's own name; "other" for one that is not known.</summary>
    internal static string Of(string method) => Array.Find(Known, known => HttpMethods.Equals(known, method)) ?? "other";
}
