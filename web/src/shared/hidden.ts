import { Fragment, h, options, type ComponentChild, type VNode } from 'preact';

/* What nobody sees, writes over others or turns the direction of the text: clients may have called things so. New lines and tabs lay out our own texts. */
const hidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const each = new RegExp(hidden, 'gu');
const told = ['title', 'aria-label'] as const;

const codeOf = (sign: string): string => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

/** A text with its hidden characters spelt out, where only text can stand. */
export const spelt = (text: string): string => text.replace(each, (sign) => `[${codeOf(sign)}]`);

/** A text with each hidden character as its code in a box. */
function boxed(text: string): ComponentChild[] {
  const signs = text.match(each) ?? [];
  return text.split(each).flatMap((part, i) => (i < signs.length ? [part, h('span', { class: 'hidden-sign' }, codeOf(signs[i]!))] : [part]));
}

function shown(child: ComponentChild | ComponentChild[], plain: boolean): ComponentChild | ComponentChild[] {
  return Array.isArray(child) ? child.map((c) => shown(c, plain) as ComponentChild) : typeof child === 'string' && hidden.test(child) ? (plain ? spelt(child) : boxed(child)) : child;
}

/** From now on whatever is shown has its hidden characters spelt out, wherever it comes from. */
export function spellOutHidden(): void {
  const before = options.vnode;
  options.vnode = (node: VNode) => {
    const { type, props } = node as VNode<Record<string, unknown>>;
    if (typeof type === 'string' || type === Fragment) {
      const children = props.children as ComponentChild | ComponentChild[];
      // A choice's text is its value, too, where none is given.
      if (type === 'option' && props.value === undefined && typeof children === 'string') {
        props.value = children;
      }
      props.children = shown(children, type === 'option' || type === 'text' || type === 'title') as typeof props.children;
      for (const name of told) {
        if (typeof props[name] === 'string') {
          props[name] = spelt(props[name]);
        }
      }
    }
    before?.(node);
  };
}
