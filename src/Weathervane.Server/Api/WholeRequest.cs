using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Api;

/// <summary>Refuses a body in which a list or a map holds null: the serializer checks what a type says of its own members, and nothing of their contents.</summary>
internal sealed class WholeRequest : IEndpointFilter
{
    private const int MostProblems = 20;
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Collections = new();

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            // What comes with the request otherwise, its context or a cancellation, is no body.
            if (argument is not null and not string and not HttpContext && (argument.GetType().Namespace?.StartsWith(nameof(Weathervane), StringComparison.Ordinal) == true || argument is IEnumerable))
            {
                Refuse(argument);
            }
        }

        return next(context);
    }

    private static void Refuse(object body)
    {
        var problems = (body is IEnumerable list ? Nulls(list, "body") : Collections.GetOrAdd(body.GetType(), CollectionsOf)
            .SelectMany(p => p.GetValue(body) is IEnumerable content ? Nulls(content, JsonNamingPolicy.CamelCase.ConvertName(p.Name)) : [])).Take(MostProblems).ToList();
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    private static PropertyInfo[] CollectionsOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.PropertyType != typeof(string) && p.GetIndexParameters().Length == 0 && typeof(IEnumerable).IsAssignableFrom(p.PropertyType)),
    ];

    private static IEnumerable<InputProblem> Nulls(IEnumerable content, string where)
    {
        if (content is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
            {
                if (entry.Value is null)
                {
                    yield return Null($"{where}.{entry.Key}");
                }
            }

            yield break;
        }

        if (content is byte[])
        {
            yield break;
        }

        var position = 0;
        foreach (var element in content)
        {
            if (element is null)
            {
                yield return Null(FormattableString.Invariant($"{where}[{position}]"));
            }

            position++;
        }
    }

    private static InputProblem Null(string where) => new(where, "is null.", "Give a value, or leave it out.");
}
